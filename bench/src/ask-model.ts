import { questionAnswering } from "@pilotlight/core";
import { type TextModel, parseAnswerSettings } from "@pilotlight/core/worker";
import { modelContext } from "./model-context.ts";

/** The best answer to a question, whether or not its score reads "found". */
interface AskedAnswer {
  readonly answer: string;
  readonly score: number;
  readonly ms: number;
}

/** Asks a model a question about a text. */
export type Ask = (question: string, context: string) => Promise<AskedAnswer>;

/** Asks through the pipeline that the product runs, with the best answer given always, so that one pass shows answers and scores. */
export async function asker(model: TextModel): Promise<Ask> {
  const pipeline = await questionAnswering.loadPipeline();
  const context = modelContext(withoutThreshold(model));
  return async (question, text) => {
    const startedAtMs = performance.now();
    const { output } = await pipeline.run({ question, context: text, topK: 1 }, context);
    const { answer, score } = output;
    return { answer, score: score ?? 0, ms: performance.now() - startedAtMs };
  };
}

function withoutThreshold(model: TextModel): TextModel {
  const settings = { ...parseAnswerSettings(model.config), answerThreshold: 0 };
  const { name, tokenizer, maxTokens } = model;
  const config = { ...model.config, pilotlight: settings };
  return { name, tokenizer, maxTokens, config, run: (sequences) => model.run(sequences) };
}
