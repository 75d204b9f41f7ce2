import { type InputOf, numberField, textField } from "../field.ts";

/** What is asked, and of what text. */
export const questionFields = {
  question: textField({
    label: "Question",
    description: "A question that the text answers.",
    placeholder: "Who …? When …? Where …?",
    rows: 1,
  }),
  context: textField({
    label: "Text",
    description: "The text to look for the answer in.",
    placeholder: "Paste the text that holds the answer …",
    rows: 12,
  }),
  topK: numberField({
    label: "Answers",
    description: "How many answers to give, best first.",
    fallback: 1,
    min: 1,
    max: 10,
  }),
};

/** The input of a question. */
export type QuestionInput = InputOf<typeof questionFields>;
