import { type InputOf, switchField, textField } from "../field.ts";

/** What is judged. */
export const sentimentFields = {
  text: textField({
    label: "Text",
    description: "The text to judge, such as a review or a message.",
    placeholder: "Paste a review, a comment, a message …",
    rows: 10,
  }),
  sentences: switchField({
    label: "Score each sentence",
    description: "Also gives a label and a score for each sentence.",
    fallback: false,
    initial: true,
  }),
};

/** The input of a sentiment analysis. */
export type SentimentInput = InputOf<typeof sentimentFields>;
