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

/** What the product replies to a question. */
interface Reply {
  /** The best ones, best first; none where it reads "not found". */
  readonly answers: readonly string[];
  /** Of the best answer, found or not. */
  readonly score: number;
}

/** Asks for the `topK` best answers as the product replies, "not found" included. */
export type AskForReply = (question: string, context: string, topK?: number) => Promise<Reply>;

/** Asks through the pipeline that the product runs, its threshold included. */
export async function replier(model: TextModel): Promise<AskForReply> {
  const pipeline = await questionAnswering.loadPipeline();
  const context = modelContext(model);
  return async (question, text, topK = 1) => {
    const { output } = await pipeline.run({ question, context: text, topK }, context);
    return { answers: output.answers.map(({ answer }) => answer), score: output.score ?? 0 };
  };
}

function withoutThreshold(model: TextModel): TextModel {
  const settings = { ...parseAnswerSettings(model.config), answerThreshold: 0 };
  const { name, tokenizer, maxTokens } = model;
  const config = { ...model.config, pilotlight: settings };
  return { name, tokenizer, maxTokens, config, run: (sequences) => model.run(sequences) };
}
