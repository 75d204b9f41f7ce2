// What a person reads of this task, in German.
import type { TaskWords } from "../task-words.ts";
import type { questionFields } from "./input.ts";
import type { questionAnsweringWords } from "./output.ts";

const words: TaskWords<typeof questionFields, typeof questionAnsweringWords> = {
  title: "Fragen",
  description: "Die Antwort auf eine Frage, gefunden in einem Text, den Sie angeben.",
  action: "Fragen",
  fields: {
    question: {
      label: "Frage",
      description: "Eine Frage, die der Text beantwortet.",
      placeholder: "Wer …? Wann …? Wo …?",
    },
    context: {
      label: "Text",
      description: "Der Text, in dem die Antwort gesucht wird.",
      placeholder: "Fügen Sie den Text ein, der die Antwort enthält …",
    },
    topK: {
      label: "Antworten",
      description: "Wie viele Antworten es gibt, die beste zuerst.",
    },
  },
  examples: [
    "Bienen auf der Autobahn",
    "Eine Anleitung: der Fehler im Display",
    "Eine Anleitung: steht nicht im Text",
    "Eine lange Wanderung",
  ],
  answer: {
    answer: "Antwort",
    notFound: "Im Text nicht gefunden.",
    markedAnswer: "die Antwort",
    markedQuote: "der Satz, auf den sich die Antwort stützt",
    inText: "In Ihrem Text",
    others: "Weitere Antworten",
    confidence: "Konfidenz",
  },
};

export default words;
