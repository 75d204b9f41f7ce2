import { fromWireError, InferenceError, throwIfAborted } from "../contract/inference-error.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { Runs } from "./runs.ts";

/** The end of a run that went well. */
export type RunEnd = Extract<RunEvent, { type: "run-end" }>;

/**
 * Waits for a run's last event.
 * @throws InferenceError what the run ended with, `aborted` when the signal fires first, `unknown-run`
 */
export async function runToEnd(runs: Runs, runId: string, signal: AbortSignal): Promise<RunEnd> {
  for await (const { event } of runs.read(runId, 0, signal)) {
    if (event.type === "run-end") return event;
    if (event.type === "run-error") throw fromWireError(event.error);
  }
  throwIfAborted(signal);
  throw new InferenceError("internal", "The run ended without an answer. Try again.");
}
