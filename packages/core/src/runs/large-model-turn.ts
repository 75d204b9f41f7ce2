// What a run has to do with the large model's temperature: it wakes it by policy, or waits for it.
import { InferenceError } from "../contract/inference-error.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { Router } from "../router/router.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { RunQueue } from "./run-queue.ts";
import type { StartFacts } from "./runs.ts";

/** What a run needs to wake the large model or to wait for it. */
export interface LargeModelParts {
  readonly router: Router;
  readonly queue: RunQueue;
  /** The large model's endpoint; left out where none is configured. */
  readonly endpoint?: Endpoint;
  /** Hears of what should not happen, for the log. */
  readonly onUnexpected?: (error: unknown) => void;
}

interface WaitingRun {
  readonly signal: AbortSignal;
  readonly write: (event: RunEvent) => Promise<void>;
}

/**
 * Waits, with the wake's progress as events, when a run asked for a large model that is not there yet;
 * every other run goes on at once.
 * @throws InferenceError what `Endpoint.untilWarm` does
 */
export async function waitForLargeModel(
  { router, queue, endpoint }: LargeModelParts,
  { task, choice, caller, isKnownCaller = false, waitMs = 0 }: StartFacts,
  { signal, write }: WaitingRun,
): Promise<void> {
  if (!endpoint || endpoint.status().available) return;
  if (router.preferred(task, { choice })?.role !== "large") return;
  const release = queue.hold(caller);
  const onProgress = (doneSeconds: number, expectedSeconds: number) => {
    const done = Math.round(doneSeconds);
    const total = Math.round(expectedSeconds);
    // A store that refuses this event refuses the next one too, and that one is waited for.
    write({ type: "progress", stage: "waking", done, total, unit: "seconds" }).catch(
      () => undefined,
    );
  };
  try {
    await endpoint.untilWarm({ waitMs, isKnownCaller, signal, onProgress });
  } finally {
    release();
  }
}

/** Asks for a wake on behalf of a run that another backend answers; whether it is granted is not the run's affair. */
export function wakeByRun(
  { router, endpoint, onUnexpected }: LargeModelParts,
  { task, choice, isKnownCaller = false }: StartFacts,
): void {
  if (choice !== "auto" || endpoint?.status().temperature !== "cold") return;
  if (!router.knows("large", task)) return;
  const by = { taskId: task.id, wakesLargeModel: task.wakesLargeModel };
  endpoint.wake({ by, isKnownCaller }).catch((error: unknown) => {
    if (!(error instanceof InferenceError)) onUnexpected?.(error);
  });
}
