import { defineTask } from "../task.ts";
import { summarizationExamples } from "./examples.ts";
import { summarizationFields } from "./input.ts";
import { summarizationOutput, summarizationParts, summarizationViews } from "./output.ts";

/** A long text in a few sentences. */
export const summarization = defineTask({
  id: "summarization",
  title: "Summarize",
  description: "The main points of a text, in a few sentences.",
  action: "Summarize",
  fields: summarizationFields,
  output: summarizationOutput,
  examples: summarizationExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).summarizationPipeline,
  wakesLargeModel: true,
  loadPrompt: async () => (await import("./prompt.ts")).summarizationPrompt,
  typedOutputs: summarizationParts,
  views: summarizationViews,
});
