// What a person reads of this task, in German.
import type { TaskWords } from "../task-words.ts";
import type { summarizationFields } from "./input.ts";
import type { summarizationWords } from "./output.ts";

const words: TaskWords<typeof summarizationFields, typeof summarizationWords> = {
  title: "Zusammenfassen",
  description: "Die Hauptpunkte eines Textes in wenigen Sätzen.",
  action: "Zusammenfassen",
  fields: {
    text: {
      label: "Text",
      description: "Der Text, der zusammengefasst wird, etwa ein Zeitungsartikel oder ein Bericht.",
      placeholder: "Fügen Sie einen Artikel, einen Bericht oder eine lange Nachricht ein …",
    },
    length: {
      label: "Länge",
      description: "Wie lang die Zusammenfassung wird: ein Wort oder eine Anzahl von Sätzen.",
      choices: { short: "Kurz", medium: "Mittel", long: "Lang" },
      number: "Sätze",
    },
  },
  examples: [
    "Ein Flug durch einen Geysir",
    "Ein Pinguin, größer als ein Kind",
    "Notizen einer Sitzung",
  ],
  answer: {
    summary: "Zusammenfassung",
    inText: "In Ihrem Text",
    sentence: "Satz {n} der Zusammenfassung",
  },
};

export default words;
