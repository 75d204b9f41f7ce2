// The small model's way from a text to a label: the mean over its windows, longer ones counting more.
import type { SentimentInput } from "./input.ts";
import type { LabelScore, SentenceScore, SentimentOutput } from "./output.ts";
import { encodeText } from "../../models/tokenizer/encode-text.ts";
import { parseSentimentSettings } from "./parse-sentiment-settings.ts";
import type { Pipeline, PipelineContext } from "../pipeline.ts";
import { positiveScore, type SentimentModel } from "./positive-score.ts";
import { splitSentences } from "../../text/sentences.ts";

/** Judges a text as a whole and, when asked, sentence by sentence. */
export const sentimentPipeline: Pipeline<SentimentInput, SentimentOutput> = {
  async run({ text, sentences }, context) {
    const model = await context.loadModel("sentiment-analysis");
    const sentiment = { model, settings: parseSentimentSettings(model.config) };
    const { ids } = await encodeText(model.tokenizer, text, context);
    const scores = labelScores(await positiveScore(ids, sentiment, context));
    const perSentence = sentences ? await sentenceScores(text, sentiment, context) : null;
    const output = { ...scores[0], scores, sentences: perSentence, reason: null };
    return { output, model: model.name };
  },
};

async function sentenceScores(
  text: string,
  sentiment: SentimentModel,
  context: PipelineContext,
): Promise<SentenceScore[]> {
  const spans = splitSentences(text);
  const scores: SentenceScore[] = [];
  const quiet = { report: () => undefined, checkpoint: context.checkpoint };
  for (const [done, { start, end }] of spans.entries()) {
    context.report({ stage: "reading", done, total: spans.length, unit: "sentences" });
    const { ids } = await encodeText(sentiment.model.tokenizer, text.slice(start, end), quiet);
    const [best] = labelScores(await positiveScore(ids, sentiment, quiet));
    scores.push({ start, end, ...best });
    await context.checkpoint();
  }
  return scores;
}

/** Both labels, best first. */
function labelScores(positive: number): [LabelScore, LabelScore] {
  const scores: [LabelScore, LabelScore] = [
    { label: "POSITIVE", score: positive },
    { label: "NEGATIVE", score: 1 - positive },
  ];
  return positive >= 0.5 ? scores : [scores[1], scores[0]];
}
