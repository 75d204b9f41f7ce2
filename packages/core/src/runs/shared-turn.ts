// A run's turn where equal runs share their answer: one that is kept, one that is being computed, or a
// place in line to compute it. Who waits in line keeps a place of his own until an equal run begins.
import type { BackendEnd, BackendEvent } from "../contract/backend-event.ts";
import type { AnswerSource } from "../router/router.ts";
import { onAbort } from "../runtime/abort.ts";
import type { KeptAnswer } from "./result-cache.ts";
import type { SharedAnswers } from "./shared-answers.ts";
import type { Seat, SharedComputation } from "./shared-computation.ts";

interface SharedTurnRequest {
  readonly answers: SharedAnswers;
  readonly key: string;
  /** Whether a kept answer may be given. */
  readonly isRead: boolean;
  readonly signal: AbortSignal;
  /** What the backend does with the run. */
  readonly compute: (signal: AbortSignal) => AsyncIterable<BackendEvent>;
  /** Waits for a place at the backend; gives what gives it back. */
  readonly takePlace: (signal: AbortSignal) => Promise<() => void>;
  /** Counts the run as its caller's while it has no place; gives what ends that. */
  readonly hold: () => () => void;
}

/** The source of a run's answer, until it leaves. */
interface SharedTurn extends AnswerSource {
  /** Gives back what the run holds; may be called again. */
  readonly leave: () => void;
}

/**
 * Finds where the answer comes from, and waits in line where it has to be computed.
 * @throws InferenceError what `takePlace` does, `aborted` when the signal fires first
 */
export async function takeSharedTurn(request: SharedTurnRequest): Promise<SharedTurn> {
  const { answers, key, isRead } = request;
  // Nothing is awaited where none is looked for: the run is in line before the next one is let in.
  const kept = isRead ? await answers.recall(key) : null;
  if (kept) return { isShared: true, events: eventsOf(kept), leave: () => undefined };
  const running = answers.inProgress(key);
  if (running) return listenTo(running.join(), request);
  const got = await waitForEither(request);
  return got.kind === "seat" ? listenTo(got.seat, request) : lead(got.release, request);
}

async function* eventsOf({ output, model, notice }: KeptAnswer): AsyncGenerator<BackendEnd> {
  yield { type: "backend-end", output, model, notice, computeMs: 0 };
}

function listenTo(seat: Seat, { signal, hold }: SharedTurnRequest): SharedTurn {
  const release = once(hold());
  const leave = () => {
    seat.leave();
    release();
  };
  return { isShared: true, events: seat.read(signal), leave };
}

type Got =
  | { readonly kind: "place"; readonly release: () => void }
  | { readonly kind: "seat"; readonly seat: Seat };

/** A place at the backend, or a seat at an equal run's computation, whichever comes first. */
function waitForEither({ answers, key, signal, takePlace }: SharedTurnRequest): Promise<Got> {
  const line = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  let isSettled = false;
  /** True for the first who comes. */
  const settle = () => {
    if (isSettled) return false;
    isSettled = true;
    unlisten();
    release();
    return true;
  };
  // At once, so that the computation has not lost its last listener before this one sits.
  const unlisten = answers.onBegin(key, (computation) => {
    if (!settle()) return;
    resolve({ kind: "seat", seat: computation.join() });
    line.abort();
  });
  const release = onAbort(signal, () => {
    line.abort();
  });
  takePlace(line.signal).then(
    (giveBack) => {
      if (settle()) resolve({ kind: "place", release: once(giveBack) });
      // It came in the same moment as the seat.
      else giveBack();
    },
    (error: unknown) => {
      if (settle()) reject(error);
    },
  );
  return promise;
}

/** Computes on the place that the run got, unless an equal run began in the meantime. */
function lead(release: () => void, request: SharedTurnRequest): SharedTurn {
  const { answers, key, compute, signal } = request;
  let isShared = false;
  let leave = release;
  async function* events(): AsyncGenerator<BackendEvent, void, void> {
    const running: SharedComputation | undefined = answers.inProgress(key);
    if (running) {
      release();
      isShared = true;
      const turn = listenTo(running.join(), request);
      leave = turn.leave;
      yield* turn.events;
      return;
    }
    // The place is the computation's from here on: it may outlast this run.
    const seat = answers.begin(key, { compute, release }).join();
    leave = seat.leave;
    yield* seat.read(signal);
  }
  return {
    get isShared() {
      return isShared;
    },
    events: events(),
    leave: () => {
      leave();
    },
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
