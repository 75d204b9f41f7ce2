// What a run has to do with the large model's temperature: it wakes it by policy, or waits for it.
import { InferenceError } from "../contract/inference-error.ts";
import type { Endpoint, WarmRequest } from "../endpoint/endpoint.ts";
import type { Router } from "../router/router.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { RunQueue, Wake } from "./run-queue.ts";
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

/** The wake of the large model as one run waits for it in line, with its progress as events. */
export function wakeFor(
  endpoint: Endpoint,
  { caller, isKnownCaller = false, waitMs = 0 }: StartFacts,
  write: WaitingRun["write"],
): Wake {
  const onProgress = progressTo(write);
  return {
    untilAwake: (signal) =>
      endpoint.untilWarm({ waitMs, caller, isKnownCaller, signal, onProgress }),
    leftMs: () => {
      const { secondsToWarm, wakeSeconds } = endpoint.status();
      return (secondsToWarm ?? wakeSeconds) * 1000;
    },
  };
}

/**
 * Waits, with the wake's progress as events, for what takes no place in line: a batch, whose inputs take
 * theirs one by one, and a run that does not want to wait and is refused. Every other run goes on at once.
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
  const onProgress = progressTo(write);
  try {
    await endpoint.untilWarm({ waitMs, caller, isKnownCaller, signal, onProgress });
  } finally {
    release();
  }
}

function progressTo(write: WaitingRun["write"]): WarmRequest["onProgress"] {
  return (doneSeconds, expectedSeconds) => {
    const done = Math.round(doneSeconds);
    const total = Math.round(expectedSeconds);
    // A store that refuses this event refuses the next one too, and that one is waited for.
    write({ type: "progress", stage: "waking", done, total, unit: "seconds" }).catch(
      () => undefined,
    );
  };
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
