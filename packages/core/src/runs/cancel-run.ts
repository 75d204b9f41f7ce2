import { InferenceError } from "../contract/inference-error.ts";
import type { Runs } from "./runs.ts";

/** Cancels a run whose caller has gone; one that ended and was forgotten needs nothing. */
export async function cancelRun(runs: Runs, runId: string): Promise<void> {
  try {
    await runs.cancel(runId);
  } catch (error) {
    if (!(error instanceof InferenceError) || error.code !== "unknown-run") throw error;
  }
}
