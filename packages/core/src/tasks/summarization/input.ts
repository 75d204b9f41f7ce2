import { choiceField, type InputOf, textField } from "../field.ts";

/** What a summary is made of. */
export const summarizationFields = {
  text: textField({
    label: "Text",
    description: "The text to summarize, such as a news article or a report.",
    placeholder: "Paste an article, a report, a long message …",
    rows: 14,
  }),
  length: choiceField({
    label: "Length",
    description: "How long the summary is: a word, or a number of sentences.",
    fallback: "medium",
    choices: [
      { value: "short", label: "Short" },
      { value: "medium", label: "Medium" },
      { value: "long", label: "Long" },
    ],
    number: { label: "Sentences", min: 1, max: 100 },
  }),
};

/** The input of a summary. */
export type SummarizationInput = InputOf<typeof summarizationFields>;
