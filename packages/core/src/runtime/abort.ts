// Promises against signals: what waits ends when its signal fires, and whatever lost a race is let go of.
import { abortError, InferenceError } from "../contract/inference-error.ts";
import type { Clock } from "./clock.ts";

// What ends a race, made once: an error takes longer to make than all else of a race, and nobody hears this one.
const raceIsOver = abortError();

/** Calls `act` once when the signal fires, at once if it has fired; gives what lets go of the signal. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  // The event is not for `act`: an AbortController would take it for its reason.
  const listener = () => {
    act();
  };
  signal.addEventListener("abort", listener, { once: true });
  return () => {
    signal.removeEventListener("abort", listener);
  };
}

/** The error of a signal that has fired; the one that it fired with where that is ours. */
export function errorOfAbort({ reason }: AbortSignal): InferenceError {
  return reason instanceof InferenceError ? reason : abortError();
}

/** Resolves when the signal fires. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onAbort(signal, resolve);
  });
}

/**
 * The outcome of a promise that knows nothing of the signal; what it does after the signal is not heard.
 * @throws InferenceError `aborted` as soon as the signal fires
 */
export function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, () => {
      reject(abortError());
    });
    promise.then(resolve, reject).finally(release);
  });
}

/**
 * The outcome of whichever promise settles first. All are started with one signal that fires when the race
 * is over, or when `signal` fires; what the others do then is not heard.
 * @throws InferenceError `aborted` as soon as `signal` fires
 */
export async function firstOf<Value>(
  start: (over: AbortSignal) => readonly Promise<Value>[],
  signal?: AbortSignal,
): Promise<Value> {
  const over = new AbortController();
  const release =
    signal &&
    onAbort(signal, () => {
      over.abort(raceIsOver);
    });
  try {
    const first = Promise.race(start(over.signal));
    return await (signal ? orAbort(first, signal) : first);
  } finally {
    over.abort(raceIsOver);
    release?.();
  }
}

/** How long something may take, and what is said when it takes longer. */
export interface TimeLimit<Late> {
  readonly clock: Clock;
  readonly ms: number;
  /** What comes in place of the value, or throws, when the time is over. */
  readonly late: () => Late;
}

/** The value, or what `late` gives when it does not come in time; what it does after that is not heard. */
export function inTime<Value, Late>(
  value: Promise<Value>,
  { clock, ms, late }: TimeLimit<Late>,
): Promise<Value | Late> {
  return firstOf<Value | Late>((over) => [value, clock.wait(ms, over).then(late)]);
}

/**
 * Works with a signal that fires when any of these does, and lets go of them afterwards.
 *
 * `AbortSignal.any` would stay registered with a signal that lives as long as the server.
 */
export async function withAnySignal<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const any = new AbortController();
  const releases = signals.map((signal) =>
    onAbort(signal, () => {
      any.abort();
    }),
  );
  try {
    return await work(any.signal);
  } finally {
    for (const release of releases) release();
  }
}
