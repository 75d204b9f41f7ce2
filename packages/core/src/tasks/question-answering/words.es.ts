// What a person reads of this task, in Spanish.
import type { TaskWords } from "../task-words.ts";
import type { questionFields } from "./input.ts";
import type { questionAnsweringWords } from "./output.ts";

const words: TaskWords<typeof questionFields, typeof questionAnsweringWords> = {
  title: "Preguntar",
  description: "La respuesta a una pregunta, buscada en un texto que usted da.",
  action: "Preguntar",
  fields: {
    question: {
      label: "Pregunta",
      description: "Una pregunta que el texto responde.",
      placeholder: "¿Quién…? ¿Cuándo…? ¿Dónde…?",
    },
    context: {
      label: "Texto",
      description: "El texto en el que se busca la respuesta.",
      placeholder: "Pegue el texto que contiene la respuesta…",
    },
    topK: {
      label: "Respuestas",
      description: "Cuántas respuestas se dan, la mejor primero.",
    },
  },
  examples: [
    "Abejas en la autopista",
    "Un manual: el error en la pantalla",
    "Un manual: no está en el texto",
    "Una larga caminata",
  ],
  answer: {
    answer: "Respuesta",
    notFound: "No se encuentra en el texto.",
    markedAnswer: "la respuesta",
    markedQuote: "la frase en que se apoya la respuesta",
    inText: "En su texto",
    others: "Otras respuestas",
    confidence: "Confianza",
  },
};

export default words;
