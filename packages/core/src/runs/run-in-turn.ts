// One input on its way through the server: its place in line, then the router.
import type { Router } from "../router/router.ts";
import type { Clock } from "../runtime/clock.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunQueue } from "./run-queue.ts";
import type { StartRequest } from "./runs.ts";

/** What runs need to get their turn. */
export interface TurnParts {
  readonly router: Router;
  readonly queue: RunQueue;
  readonly clock: Clock;
}

/** A run under way. */
export interface RunLife {
  readonly runId: string;
  /** Fires when the run is cancelled or the server gives up on it. */
  readonly signal: AbortSignal;
  /** Keeps an event; events are kept in the order of the calls. */
  readonly write: (event: RunEvent) => Promise<void>;
  /** True for a piece of a batch: the batch has its place already. */
  readonly isPart?: boolean;
}

/**
 * Waits for a place at a backend and runs one input there; the last event is `run-end` or `run-error`.
 * @throws InferenceError `aborted` when the signal fires while it waits
 */
export async function runInTurn(
  { router, queue, clock }: TurnParts,
  { task, input, choice, caller }: StartRequest,
  { runId, signal, write, isPart = false }: RunLife,
): Promise<void> {
  const askedAtMs = clock.nowMs();
  const backend = router.preferred(task, { choice, isPart });
  const onPosition = (position: number, expectedMs: number | null) => {
    // A store that refuses this event refuses the next one too, and that one is waited for.
    write({ type: "queue-update", position, expectedMs }).catch(() => undefined);
  };
  const leave = backend && (await queue.enter({ backend, caller, signal, onPosition, isPart }));
  const waitedMs = Math.round(clock.nowMs() - askedAtMs);
  try {
    for await (const event of router.run({ runId, task, input, choice, isPart, signal })) {
      await write(withWait(event, waitedMs));
    }
  } finally {
    leave?.();
  }
}

function withWait(event: RunEvent, waitedMs: number): RunEvent {
  if (event.type !== "run-end") return event;
  return { ...event, run: { ...event.run, queueMs: event.run.queueMs + waitedMs } };
}
