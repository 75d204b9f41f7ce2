// One input on its way through the server: the router, and a place in the line of each backend it tries.
import type { BackendRef } from "../contract/backend-id.ts";
import type { AnswerSource, BackendEntry } from "../router/router.ts";
import type { Clock } from "../runtime/clock.ts";
import { type LargeModelParts, waitForLargeModel, wakeByRun, wakeFor } from "./large-model-turn.ts";
import type { RunEvent } from "../contract/run-event.ts";
import { observedWrite, type RunObserver } from "./run-observer.ts";
import { charactersOf, type RunSize, sizeOf } from "./run-size.ts";
import type { StartRequest } from "./runs.ts";
import type { SharedAnswers } from "./shared-answers.ts";
import { takeSharedTurn } from "./shared-turn.ts";

/** What runs need to get their turn. */
export interface TurnParts extends LargeModelParts {
  readonly clock: Clock;
  /** What equal runs share; left out, each computes for itself. */
  readonly answers?: SharedAnswers;
  /** Hears of each input's end. */
  readonly observer?: RunObserver;
}

/** A run under way. */
export interface RunLife {
  readonly runId: string;
  /** Fires when the run is cancelled or the server gives up on it. */
  readonly signal: AbortSignal;
  /** Keeps an event; events are kept in the order of the calls. */
  readonly write: (event: RunEvent) => Promise<void>;
  /** Set for a piece of a batch, whose characters are counted already: the size of the batch. */
  readonly partOf?: RunSize;
  /** The key under which no answer was found when the run was filed: it is not looked for again. */
  readonly missedKey?: string;
}

/**
 * Runs one input where the router sends it, in turn there; the last event is `run-end` or `run-error`.
 * A run that asked for the large model and finds it asleep after all waits for it, once.
 */
export async function runInTurn(
  parts: TurnParts,
  request: StartRequest,
  unobserved: RunLife,
): Promise<void> {
  const { clock } = parts;
  const { waitMs = 0 } = request;
  const isPart = unobserved.partOf !== undefined;
  const life = observed(parts, request, unobserved);
  const askedAtMs = clock.nowMs();
  for (let mayWaitAgain = !isPart; ; mayWaitAgain = false) {
    const waitedMs = clock.nowMs() - askedAtMs;
    // The inputs of a batch do not wait one by one: the batch has waited for all of them.
    const leftMs = isPart ? 0 : Math.max(0, waitMs - waitedMs);
    const wasCold = await runOnce(parts, { ...request, waitMs: leftMs }, { ...life, waitedMs });
    if (!wasCold) return;
    const isInTime = clock.nowMs() - askedAtMs < waitMs;
    const isKnown = parts.endpoint?.status().available === false;
    if (!mayWaitAgain || !isInTime || !isKnown) return life.write(wasCold);
  }
}

function observed({ observer, clock }: TurnParts, request: StartRequest, life: RunLife): RunLife {
  if (!observer) return life;
  const { task, caller, input } = request;
  const { runId, partOf, write } = life;
  const run = { runId, task, caller, input, isPart: partOf !== undefined };
  return { ...life, write: observedWrite({ ...run, observer, clock, write }) };
}

type RunError = Extract<RunEvent, { type: "run-error" }>;

/** Gives the error instead of writing it when the large model was asked for and asleep. */
async function runOnce(
  parts: TurnParts,
  request: StartRequest,
  { waitedMs, ...life }: RunLife & { readonly waitedMs: number },
): Promise<RunError | null> {
  const { task, input, choice } = request;
  const { runId, signal, partOf } = life;
  const isPart = partOf !== undefined;
  const isLong = sizeIn(request, life) === "long";
  // The place that the run has now, one at most.
  const held: (() => void)[] = [];
  const enter = async (entry: BackendEntry): Promise<AnswerSource | null> => {
    held.pop()?.();
    const { backend } = entry;
    if (backend.role === "small" && !isPart) wakeByRun(parts, request);
    const takeOwn = (own: AbortSignal) =>
      takePlace(parts, request, { ...life, ...entry, signal: own });
    const { answers, queue } = parts;
    if (!answers || request.cacheUse === "none") {
      held.push(await takeOwn(signal));
      return null;
    }
    const { caller, cacheUse = "use" } = request;
    const key = answers.keyOf(backend, task, input);
    const characters = charactersOf(input);
    const turn = await takeSharedTurn({
      ...{ answers, key, signal, isRead: cacheUse === "use" && key !== life.missedKey },
      compute: entry.compute,
      takePlace: takeOwn,
      // The pieces of a batch are counted with it.
      hold: () => (isPart ? () => undefined : queue.hold(caller, characters)),
    });
    held.push(turn.leave);
    return turn;
  };
  const run = { runId, task, input, choice, isPart, isLong, signal, enter };
  try {
    for await (const event of parts.router.run(run)) {
      // The backends of a server need no connection that their caller would have to know of.
      if (event.type === "connection-update") continue;
      const isCold = event.type === "run-error" && event.error.code === "endpoint-cold";
      if (isCold && choice !== "auto") return event;
      await life.write(withWait(event, waitedMs));
    }
    return null;
  } finally {
    held.pop()?.();
  }
}

interface Turn extends RunLife {
  readonly backend: BackendRef;
  readonly isFallback: boolean;
}

async function takePlace(
  parts: TurnParts,
  request: StartRequest,
  { backend, isFallback, partOf, signal, write }: Turn,
): Promise<() => void> {
  const { queue, endpoint } = parts;
  const { caller } = request;
  const { waitMs = 0 } = request;
  const hasToWait = backend.role === "large" && endpoint?.status().available === false;
  const mayWait = hasToWait && waitMs > 0;
  // Nothing is awaited for a run that may wait: it is in line before the next one is let in.
  if (hasToWait && !mayWait) await waitForLargeModel(parts, request, { signal, write });
  const onPosition = (position: number, expectedMs: number | null) => {
    // A store that refuses this event refuses the next one too, and that one is waited for.
    write({ type: "queue-update", position, expectedMs }).catch(() => undefined);
  };
  const isPart = partOf !== undefined;
  const wasLetIn = isPart || isFallback || hasToWait;
  const characters = isPart ? 0 : charactersOf(request.input);
  const size = sizeIn(request, { partOf });
  const wanted = { backend: backend.backend, caller, size, characters };
  const place = { ...wanted, signal, onPosition, wasLetIn };
  return queue.enter(mayWait ? { ...place, wake: wakeFor(endpoint, request, write) } : place);
}

function sizeIn(
  { input }: StartRequest,
  { partOf }: { readonly partOf?: RunSize | undefined },
): RunSize {
  return partOf ?? sizeOf(charactersOf(input));
}

function withWait(event: RunEvent, waitedMs: number): RunEvent {
  if (event.type !== "run-end") return event;
  return { ...event, run: { ...event.run, queueMs: event.run.queueMs + Math.round(waitedMs) } };
}
