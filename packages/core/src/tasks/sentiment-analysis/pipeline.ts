// The small model's way from a text to a label: the mean over its windows, longer ones counting more.
import { formatCount } from "../../contract/format-count.ts";
import { type ReadText, readText } from "../../text/read-text.ts";
import type { UnitKind } from "../../text/text-unit.ts";
import type { Pipeline, PipelineContext } from "../pipeline.ts";
import { type Opinion, opinionOf } from "./opinion-of.ts";
import { requireHead } from "../model-head.ts";
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
    const read = await readText(text, context.checkpoint);
    const opinion = await opinionOf(ownWords(read), sentiment, context);
    const scores = labelScores(opinion.positive);
    const perSentence = sentences ? await sentenceScores(read, sentiment, context) : null;
    const output = { ...scores[0], scores, sentences: perSentence, reason: null };
    const left = perSentence ? leftOut(read.units.length) : null;
    const notice = [noticeOf(opinion), left].filter((one) => one !== null).join(" ") || null;
    return { output, model: model.name, notice };
  },
  checkModel(config) {
    requireHead(config, "ForSequenceClassification");
    parseSentimentSettings(config);
  },
};

// A million characters of English have about 14,000 sentences. One reading of each is a run of minutes, and
// the answer holds them all.
const mostSentences = 20_000;

function leftOut(count: number): string | null {
  if (count <= mostSentences) return null;
  const [most, all] = [mostSentences, count].map(formatCount);
  return `Scored the first ${most} of ${all} sentences; send the rest as texts of their own.`;
}

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
  const judged = units.slice(0, mostSentences);
  // A text that says one thing again and again is read once.
  const known = new Map<string, number>();
  for (const [done, unit] of judged.entries()) {
    context.report({ stage: "reading", done, total: judged.length, unit: "sentences" });
    const text = plain.text.slice(unit.start, unit.end);
    const positive = known.get(text) ?? (await opinionOf(text, sentiment, quiet)).positive;
    known.set(text, positive);
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
