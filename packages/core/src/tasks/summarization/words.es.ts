// What a person reads of this task, in Spanish.
import type { TaskWords } from "../task-words.ts";
import type { summarizationFields } from "./input.ts";
import type { summarizationWords } from "./output.ts";

const words: TaskWords<typeof summarizationFields, typeof summarizationWords> = {
  title: "Resumir",
  description: "Los puntos principales de un texto, en unas pocas frases.",
  action: "Resumir",
  fields: {
    text: {
      label: "Texto",
      description: "El texto que se resume, como una noticia o un informe.",
      placeholder: "Pegue un artículo, un informe, un mensaje largo…",
    },
    length: {
      label: "Longitud",
      description: "La longitud del resumen: una palabra o un número de frases.",
      choices: { short: "Corto", medium: "Medio", long: "Largo" },
      number: "Frases",
    },
  },
  examples: ["A través de un géiser", "Un pingüino más alto que un niño", "Notas de una reunión"],
  answer: {
    summary: "Resumen",
    inText: "En su texto",
    sentence: "frase {n} del resumen",
  },
};

export default words;
