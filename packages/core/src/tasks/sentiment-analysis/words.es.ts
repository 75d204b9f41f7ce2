// What a person reads of this task, in Spanish.
import type { TaskWords } from "../task-words.ts";
import type { sentimentFields } from "./input.ts";
import type { sentimentWords } from "./output.ts";

const words: TaskWords<typeof sentimentFields, typeof sentimentWords> = {
  title: "Sentimiento",
  description: "Si un texto es positivo o negativo, en conjunto y frase por frase.",
  action: "Analizar",
  fields: {
    text: {
      label: "Texto",
      description: "El texto que se valora, como una reseña o un mensaje.",
      placeholder: "Pegue una reseña, un comentario, un mensaje…",
    },
    sentences: {
      label: "Valorar cada frase",
      description: "Da también un veredicto y una puntuación a cada frase.",
    },
  },
  examples: [
    "Auriculares, dos opiniones",
    "Una película, con gratitud",
    "No es un buen teléfono",
    "Un paquete que nunca llegó",
  ],
  answer: {
    sentiment: "Sentimiento",
    positive: "positivo",
    negative: "negativo",
    unclear: "dudoso",
    mixed: "mixto",
    why: "Por qué",
    inText: "En su texto",
  },
};

export default words;
