// Sentiment on sentences, whole reviews and hard sentences of ours, through the pipeline that the product runs.
import { readFileSync } from "node:fs";
import { sentimentAnalysis, unclearBelow } from "@pilotlight/core";
import type { TextModel } from "@pilotlight/core/worker";
import { readDataFile } from "./data-folder.ts";
import type { EvalRow } from "./eval-row.ts";
import { modelContext } from "./model-context.ts";
import { sample } from "./sample.ts";
import { calibrationError, mean, median } from "./scores.ts";
import { sentimentSetRows } from "./sentiment-set-rows.ts";
import {
  type LabelledText,
  parseHardSentences,
  parseHeldOutReviews,
  parseSst,
} from "./sentiment-sets.ts";

interface SentimentEvalOptions {
  readonly dataFolder: string;
  /** Where cases are; without it their rows are left out. */
  readonly casesFolder?: string;
  readonly loadModel: (taskId: string) => Promise<TextModel>;
  /** How many texts of each set to take; all when left out. */
  readonly sampleSize?: number;
}

/** What the pipeline said of one text. */
interface SentimentPrediction extends Omit<LabelledText, "text"> {
  readonly data: string;
  /** How positive, 0 to 1. */
  readonly positive: number;
  /** Of the better label. */
  readonly score: number;
  readonly isRight: boolean;
  readonly ms: number;
}

const hardSentencesFile = new URL("../../training/hard_sentences.tsv", import.meta.url);

/** Accuracy and calibration error of the sentiment model. */
export async function evaluateSentiment(options: SentimentEvalOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly predictions: readonly SentimentPrediction[];
  /** The figures of each further set. */
  readonly further: unknown;
}> {
  const { dataFolder, sampleSize } = options;
  const model = await options.loadModel(sentimentAnalysis.id);
  const sets: readonly (readonly [string, readonly LabelledText[]])[] = [
    ["SST-2 dev", parseSst(readDataFile(dataFolder, "sst2/dev.tsv"))],
    ["IMDB, held out", parseHeldOutReviews(readDataFile(dataFolder, "imdb/train.jsonl"))],
    ["hard sentences", parseHardSentences(readFileSync(hardSentencesFile, "utf8"))],
  ];
  const predictions: SentimentPrediction[] = [];
  for (const [data, texts] of sets) {
    for (const text of sample(texts, sampleSize)) predictions.push(await judge(text, data, model));
  }
  const rows = sets.flatMap(([data]) =>
    rowsOf(
      model.name,
      data,
      predictions.filter((made) => made.data === data),
    ),
  );
  const further = await sentimentSetRows({ ...options, model });
  return { rows: [...rows, ...further.rows], predictions, further: further.sets };
}

async function judge(
  { text, ...labelled }: LabelledText,
  data: string,
  model: TextModel,
): Promise<SentimentPrediction> {
  const pipeline = await sentimentAnalysis.loadPipeline();
  const startedAtMs = performance.now();
  const { output } = await pipeline.run({ text, sentences: false }, modelContext(model));
  const ms = performance.now() - startedAtMs;
  const { label, score } = output;
  const positive = label === "POSITIVE" ? score : 1 - score;
  // A neutral sentence is read right when the product calls it unclear.
  const isRight =
    labelled.stance === "neutral"
      ? score < unclearBelow
      : (label === "POSITIVE") === (labelled.stance === "positive");
  return { ...labelled, data, positive, score, isRight, ms };
}

function rowsOf(
  model: string,
  data: string,
  predictions: readonly SentimentPrediction[],
): EvalRow[] {
  const opinions = predictions.filter(({ stance }) => stance !== "neutral");
  const n = predictions.length;
  const accuracy = mean(predictions.map(({ isRight }) => (isRight ? 1 : 0)));
  const row = (figure: string, value: number, count: number) => {
    return { model, data, figure, value, n: count };
  };
  return [
    row("accuracy (%)", 100 * accuracy, n),
    row("calibration error (%)", 100 * calibrationError(opinions), opinions.length),
    row("ms per call, median", median(predictions.map(({ ms }) => ms)), n),
    ...kindRows(predictions).map(([kind, value, count]) =>
      row(`accuracy, ${kind} (%)`, value, count),
    ),
  ];
}

function kindRows(predictions: readonly SentimentPrediction[]): [string, number, number][] {
  const kinds = new Set(predictions.flatMap(({ kind }) => kind ?? []));
  return [...kinds].map((kind) => {
    const right = predictions.filter((made) => made.kind === kind).map(({ isRight }) => isRight);
    return [kind, 100 * mean(right.map((value) => (value ? 1 : 0))), right.length];
  });
}
