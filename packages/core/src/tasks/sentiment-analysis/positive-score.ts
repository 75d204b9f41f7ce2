// A text of any length → how positive it is, between 0 and 1.
import type { TextModel } from "../../models/onnx/loaded-model.ts";
import type { SentimentSettings } from "./parse-sentiment-settings.ts";
import type { PipelineContext } from "../pipeline.ts";
import { rowOf } from "../../models/onnx/row-of.ts";
import { evenWindows } from "../../text/windows.ts";

/** A model with the settings that its logits are read by. */
export interface SentimentModel {
  readonly model: TextModel;
  readonly settings: SentimentSettings;
}

/** The mean of the windows' scores, each counting by its length; 0.5 when there is nothing to read. */
export async function positiveScore(
  ids: readonly number[],
  { model, settings }: SentimentModel,
  { report, checkpoint }: Pick<PipelineContext, "report" | "checkpoint">,
): Promise<number> {
  const { startId, separatorId } = model.tokenizer;
  const windows = evenWindows(ids.length, Math.min(settings.windowTokens, model.maxTokens) - 2);
  const total = windows.length;
  const tell = (done: number) => {
    report({ stage: "reading", done, total, unit: "windows" });
  };
  let sum = 0;
  for (const [done, { start, end }] of windows.entries()) {
    tell(done);
    const outputs = await model.run([[startId, ...ids.slice(start, end), separatorId]]);
    sum += positiveShare(rowOf(outputs, "logits", model), settings) * (end - start);
    await checkpoint();
  }
  if (total > 1) tell(total);
  return ids.length === 0 ? 0.5 : sum / ids.length;
}

function positiveShare(logits: Float32Array, { positive, temperature }: SentimentSettings): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  let [sum, all] = [0, 0];
  logits.forEach((logit, index) => {
    const weight = Math.exp((logit - highest) / temperature);
    sum += weight * (positive[index] ?? 0.5);
    all += weight;
  });
  return sum / all;
}
