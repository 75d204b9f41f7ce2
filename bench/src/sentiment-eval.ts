// Sentiment on sentences and on whole reviews, through the pipeline that the product runs.
import { sentimentAnalysis } from "@pilotlight/core";
import type { LoadedModel } from "@pilotlight/core/worker";
import { readDataFile } from "./data-folder.ts";
import type { EvalRow } from "./eval-row.ts";
import { heldOutReviews, type Review } from "./imdb-held-out.ts";
import { modelContext } from "./model-context.ts";
import { sample } from "./sample.ts";
import { calibrationError, mean, median } from "./scores.ts";

interface SentimentEvalOptions {
  readonly dataFolder: string;
  readonly loadModel: (taskId: string) => Promise<LoadedModel>;
  /** How many texts of each data set to take; all when left out. */
  readonly sampleSize?: number;
}

/** What the pipeline said of one text. */
interface SentimentPrediction {
  readonly id: string;
  readonly score: number;
  readonly isRight: boolean;
  readonly ms: number;
}

/** Accuracy and calibration error of the sentiment model. */
export async function evaluateSentiment(options: SentimentEvalOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly predictions: Readonly<Record<string, readonly SentimentPrediction[]>>;
}> {
  const { dataFolder, sampleSize } = options;
  const model = await options.loadModel(sentimentAnalysis.id);
  const sets = {
    "SST-2 dev": parseSst(readDataFile(dataFolder, "sst2/dev.tsv")),
    "IMDB, 4,000 held out of train": heldOutReviews(readDataFile(dataFolder, "imdb/train.jsonl")),
  };
  const rows: EvalRow[] = [];
  const predictions: Record<string, readonly SentimentPrediction[]> = {};
  for (const [data, texts] of Object.entries(sets)) {
    const made = await judgeAll(sample(texts, sampleSize), model);
    predictions[data] = made;
    rows.push(...rowsOf(model.name, data, made));
  }
  return { rows, predictions };
}

async function judgeAll(
  texts: readonly Review[],
  model: LoadedModel,
): Promise<SentimentPrediction[]> {
  const pipeline = await sentimentAnalysis.loadPipeline();
  const context = modelContext(model);
  const made: SentimentPrediction[] = [];
  for (const { id, text, isPositive } of texts) {
    const startedAtMs = performance.now();
    const { output } = await pipeline.run({ text, sentences: false }, context);
    const ms = performance.now() - startedAtMs;
    const isRight = (output.label === "POSITIVE") === isPositive;
    made.push({ id, score: output.score, isRight, ms });
  }
  return made;
}

function rowsOf(
  model: string,
  data: string,
  predictions: readonly SentimentPrediction[],
): EvalRow[] {
  const n = predictions.length;
  const accuracy = mean(predictions.map(({ isRight }) => (isRight ? 1 : 0)));
  return [
    { model, data, figure: "accuracy (%)", value: 100 * accuracy, n },
    { model, data, figure: "calibration error (%)", value: 100 * calibrationError(predictions), n },
    { model, data, figure: "ms per call, median", value: median(predictions.map((p) => p.ms)), n },
  ];
}

function parseSst(table: string): Review[] {
  return table
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line, index) => {
      const [text = "", label] = line.split("\t");
      return { id: String(index), text, isPositive: label === "1" };
    });
}
