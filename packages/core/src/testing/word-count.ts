import * as v from "valibot";
import { textField } from "../tasks/field.ts";
import { defineTask } from "../tasks/task.ts";

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
  output: v.object({ words: v.number() }),
  examples: [{ title: "A line", input: { text: "Small flames stay lit." } }],
  loadPipeline: async () => ({
    run: async ({ text }) => ({
      output: { words: text.split(/\s+/u).filter(Boolean).length },
      model: "word counter 1",
    }),
  }),
  views: (_input, { words }) => [{ kind: "text", label: "Words", text: String(words) }],
});
