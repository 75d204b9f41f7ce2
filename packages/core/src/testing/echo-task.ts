import * as v from "valibot";
import { choiceField, numberField, textField } from "../tasks/field.ts";
import { defineTask } from "../tasks/task.ts";

/** A task without a model that is as long and as ill-behaved as a test asks. */
export const echoTask = defineTask({
  id: "echo",
  title: "Echo",
  description: "The text again, after a number of steps.",
  action: "Echo",
  fields: {
    text: textField({ label: "Text", description: "What to say again.", placeholder: "" }),
    steps: numberField({
      label: "Steps",
      description: "How many steps to take; each reports progress and lets a cancel in.",
      fallback: 0,
      min: 0,
      max: 1_000_000,
    }),
    fault: choiceField({
      label: "Fault",
      description: "What goes wrong after the steps.",
      fallback: "none",
      choices: [
        { value: "none", label: "Nothing" },
        { value: "throw", label: "The pipeline throws an error that is not ours" },
        { value: "crash", label: "The worker stops" },
        { value: "spin", label: "The pipeline never comes back" },
      ],
    }),
  },
  output: v.object({ said: v.string(), steps: v.number() }),
  examples: [{ title: "A line", input: { text: "Places, please." } }],
  loadPipeline: async () => ({
    async run({ text, steps, fault }, { report, checkpoint }) {
      for (let done = 1; done <= steps; done += 1) {
        report({ stage: "reading", done, total: steps, unit: "items" });
        await checkpoint();
      }
      await goWrong(fault);
      return { output: { said: text, steps }, model: "echo 1" };
    },
  }),
});

/** A task that no backend knows. */
export const unknownTask = defineTask({
  id: "translation",
  title: "Translate",
  description: "A task that no backend of a test runs.",
  action: "Translate",
  fields: { text: textField({ label: "Text", description: "A text.", placeholder: "" }) },
  output: v.object({ translated: v.string() }),
  examples: [],
  loadPipeline: () => Promise.reject(new Error("This task has no pipeline.")),
});

async function goWrong(fault: string | number): Promise<void> {
  if (fault === "throw") throw new TypeError("secret input");
  if (fault === "crash") {
    setTimeout(() => {
      throw new Error("secret input");
    });
    await new Promise(() => undefined);
  }
  while (fault === "spin");
}
