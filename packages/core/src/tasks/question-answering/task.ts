import { defineTask } from "../task.ts";
import { questionAnsweringExamples } from "./examples.ts";
import { questionFields } from "./input.ts";
import {
  questionAnsweringOutput,
  questionAnsweringParts,
  questionAnsweringViews,
} from "./output.ts";

/** A question about a text, answered with a piece of that text. */
export const questionAnswering = defineTask({
  id: "question-answering",
  title: "Q&A",
  description: "The answer to a question, found in a text that you give.",
  action: "Ask",
  fields: questionFields,
  output: questionAnsweringOutput,
  examples: questionAnsweringExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).questionAnsweringPipeline,
  loadPrompt: async () => (await import("./prompt.ts")).questionAnsweringPrompt,
  typedOutputs: questionAnsweringParts,
  views: questionAnsweringViews,
});
