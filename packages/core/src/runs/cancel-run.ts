import { InferenceError } from "../contract/inference-error.ts";
import type { Caller, Runs } from "./runs.ts";

/** Cancels a run of this caller's, who may have gone; one that ended and was forgotten needs nothing. */
export async function cancelRun(runs: Runs, runId: string, context: Caller): Promise<void> {
  try {
    await runs.checkAccess(runId, context);
    await runs.cancel(runId);
  } catch (error) {
    if (!(error instanceof InferenceError) || error.code !== "unknown-run") throw error;
  }
}
