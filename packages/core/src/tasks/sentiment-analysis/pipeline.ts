// The small model's way from a text to a label: the mean over its windows, longer ones counting more.
import { type ReadText, readText } from "../../text/read-text.ts";
import type { UnitKind } from "../../text/text-unit.ts";
import type { Pipeline, PipelineContext } from "../pipeline.ts";
import { type Opinion, opinionOf } from "./opinion-of.ts";
import { parseSentimentSettings } from "./parse-sentiment-settings.ts";
import type { SentimentModel } from "./positive-score.ts";
import {
  type LabelScore,
  type SentenceScore,
  type SentimentOutput,
  unclearBelow,
} from "./output.ts";
import type { SentimentInput } from "./input.ts";

/** Judges a text as a whole and, when asked, sentence by sentence. */
export const sentimentPipeline: Pipeline<SentimentInput, SentimentOutput> = {
  async run({ text, sentences }, context) {
    const model = await context.loadModel("sentiment-analysis");
    const sentiment = { model, settings: parseSentimentSettings(model.config) };
    const read = await readText(text);
    const opinion = await opinionOf(ownWords(read), sentiment, context);
    const scores = labelScores(opinion.positive);
    const perSentence = sentences ? await sentenceScores(read, sentiment, context) : null;
    const output = { ...scores[0], scores, sentences: perSentence, reason: null };
    return { output, model: model.name, notice: noticeOf(opinion) };
  },
};

// Whoever pastes a mail wants the writer judged, not the people whose mail hangs below.
const foreign: ReadonlySet<UnitKind> = new Set(["quoted", "boilerplate", "code"]);

function ownWords({ plain, units }: ReadText): string {
  if (!units.some(({ kind }) => foreign.has(kind))) return plain.text;
  const own = units.filter(({ kind }) => !foreign.has(kind));
  const texts = own.map(({ start, end }) => plain.text.slice(start, end));
  return texts.length === 0 ? plain.text : texts.join("\n");
}

function noticeOf({ positive, isReadable }: Opinion): string | null {
  if (!isReadable) return "The text has no words to judge, so neither label is meant.";
  if (Math.max(positive, 1 - positive) >= unclearBelow) return null;
  return "The text shows no clear opinion: take neither label for one.";
}

async function sentenceScores(
  { plain, units }: ReadText,
  sentiment: SentimentModel,
  context: PipelineContext,
): Promise<SentenceScore[]> {
  const scores: SentenceScore[] = [];
  const quiet = { report: () => undefined, checkpoint: context.checkpoint };
  for (const [done, unit] of units.entries()) {
    context.report({ stage: "reading", done, total: units.length, unit: "sentences" });
    const { positive } = await opinionOf(plain.text.slice(unit.start, unit.end), sentiment, quiet);
    const [best] = labelScores(positive);
    scores.push({ ...plain.sourceSpan(unit), ...best });
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
