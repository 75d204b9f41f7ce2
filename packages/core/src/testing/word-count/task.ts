import { textField } from "../../tasks/field.ts";
import { defineTask } from "../../tasks/task.ts";
import { wordCountOutput, wordCountViews } from "./output.ts";

/** How many words a text has. */
export const wordCount = defineTask({
  id: "word-count",
  title: "Words",
  description: "How many words a text has.",
  action: "Count",
  fields: {
    text: textField({
      label: "Text",
      description: "The text whose words are counted.",
      placeholder: "Paste a text …",
    }),
  },
  output: wordCountOutput,
  examples: [{ title: "A line", input: { text: "Small flames stay lit." } }],
  loadPipeline: async () => (await import("./pipeline.ts")).wordCountPipeline,
  views: wordCountViews,
});
