import { fromWireError, InferenceError } from "../../errors/inference-error.ts";
import type { RunEvent } from "../../runs/run-event.ts";

/** The end of a run that went well. */
export type RunEnd = Extract<RunEvent, { type: "run-end" }>;

/**
 * Reads a run's events to the last one.
 * @throws InferenceError what the run ended with
 */
export async function runToEnd(events: AsyncIterable<RunEvent>): Promise<RunEnd> {
  for await (const event of events) {
    if (event.type === "run-end") return event;
    if (event.type === "run-error") throw fromWireError(event.error);
  }
  throw new InferenceError("internal", "The run ended without an answer. Try again.");
}
