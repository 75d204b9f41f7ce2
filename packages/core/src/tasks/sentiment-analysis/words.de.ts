// What a person reads of this task, in German.
import type { TaskWords } from "../task-words.ts";
import type { sentimentFields } from "./input.ts";
import type { sentimentWords } from "./output.ts";

const words: TaskWords<typeof sentimentFields, typeof sentimentWords> = {
  title: "Stimmung",
  description: "Ob ein Text positiv oder negativ ist, im Ganzen und Satz für Satz.",
  action: "Analysieren",
  fields: {
    text: {
      label: "Text",
      description: "Der Text, der beurteilt wird, etwa eine Rezension oder eine Nachricht.",
      placeholder: "Fügen Sie eine Rezension, einen Kommentar oder eine Nachricht ein …",
    },
    sentences: {
      label: "Jeden Satz bewerten",
      description: "Gibt auch jedem Satz ein Urteil und einen Wert.",
    },
  },
  examples: [
    "Kopfhörer, zwei Meinungen",
    "Ein Film, mit Dank",
    "Kein gutes Telefon",
    "Ein Paket, das nie ankam",
  ],
  answer: {
    sentiment: "Stimmung",
    positive: "positiv",
    negative: "negativ",
    unclear: "unklar",
    mixed: "gemischt",
    why: "Warum",
    inText: "In Ihrem Text",
  },
};

export default words;
