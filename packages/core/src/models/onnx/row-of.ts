import { InferenceError } from "../../contract/inference-error.ts";
import type { TextModel, ModelOutputs } from "./loaded-model.ts";

/**
 * One sequence's row of an output.
 * @throws InferenceError `model-not-found` when the model is one for another task
 */
export function rowOf(outputs: ModelOutputs, name: string, model: TextModel): Float32Array {
  const row = outputs[name]?.[0];
  if (row) return row;
  throw new InferenceError(
    "model-not-found",
    `The model "${model.name}" gives no "${name}", so it is for another task. Set another model.`,
    { retryable: true },
  );
}
