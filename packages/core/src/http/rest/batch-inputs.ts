// The inputs of a batch, checked before anything runs, and errors that name their place in it.
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import type { BatchInput } from "../../runs/runs.ts";
import type { AnyTask } from "../../tasks/task.ts";

/** Each input as the task reads it, or why it cannot. */
export function checkInputs(task: AnyTask, inputs: readonly unknown[]): readonly BatchInput[] {
  return inputs.map((value) => {
    try {
      return { ok: true, input: task.parseInput(value) };
    } catch (error) {
      if (!(error instanceof InferenceError)) throw error;
      return { ok: false, error };
    }
  });
}

/** The error with this place in the request as its field, when an input is at fault. */
export function withField(error: InferenceError, place: string): InferenceError {
  const { code, message, retryable, ...details } = toWireError(error);
  const placed = code === "invalid-input" ? { field: place } : {};
  return new InferenceError(code, message, { retryable, cause: error, ...details, ...placed });
}
