// Sentiment on single sentences, through the pipeline that the product runs. IMDB is not here: its
// test part is not in the data folder, and the model was trained on most of the rest.
import { sentimentAnalysis } from "@pilotlight/core";
import type { LoadedModel } from "@pilotlight/core/worker";
import { readDataFile } from "./data-folder.ts";
import type { EvalRow } from "./eval-row.ts";
import { modelContext } from "./model-context.ts";
import { sample } from "./sample.ts";
import { calibrationError, mean, median } from "./scores.ts";

/** A text with what its reader thought. */
interface LabelledText {
  readonly id: string;
  readonly text: string;
  readonly isPositive: boolean;
}

interface SentimentEvalOptions {
  readonly dataFolder: string;
  readonly loadModel: (taskId: string) => Promise<LoadedModel>;
  /** How many texts to take; all when left out. */
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
  readonly predictions: readonly SentimentPrediction[];
}> {
  const { dataFolder, sampleSize } = options;
  const model = await options.loadModel(sentimentAnalysis.id);
  const texts = parseSst(readDataFile(dataFolder, "sst2/dev.tsv"));
  const predictions = await judgeAll(sample(texts, sampleSize), model);
  return { rows: rowsOf(model.name, predictions), predictions };
}

async function judgeAll(
  texts: readonly LabelledText[],
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

function rowsOf(model: string, predictions: readonly SentimentPrediction[]): EvalRow[] {
  const data = "SST-2 dev";
  const n = predictions.length;
  const accuracy = mean(predictions.map(({ isRight }) => (isRight ? 1 : 0)));
  return [
    { model, data, figure: "accuracy (%)", value: 100 * accuracy, n },
    { model, data, figure: "calibration error (%)", value: 100 * calibrationError(predictions), n },
    { model, data, figure: "ms per call, median", value: median(predictions.map((p) => p.ms)), n },
  ];
}

function parseSst(table: string): LabelledText[] {
  return table
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line, index) => {
      const [text = "", label] = line.split("\t");
      return { id: String(index), text, isPositive: label === "1" };
    });
}
