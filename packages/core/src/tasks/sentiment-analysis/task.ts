import { defineTask } from "../task.ts";
import { sentimentExamples } from "./examples.ts";
import { sentimentFields } from "./input.ts";
import { sentimentOutput, sentimentParts, sentimentViews } from "./output.ts";

/** Whether a text is for or against. */
export const sentimentAnalysis = defineTask({
  id: "sentiment-analysis",
  title: "Sentiment",
  description: "Whether a text is positive or negative, as a whole and sentence by sentence.",
  action: "Analyze",
  fields: sentimentFields,
  output: sentimentOutput,
  examples: sentimentExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).sentimentPipeline,
  loadPrompt: async () => (await import("./prompt.ts")).sentimentPrompt,
  typedOutputs: sentimentParts,
  views: sentimentViews,
});
