import type { Clock } from "../clock.ts";

/** A clock that moves only when a test says so. */
export interface ManualClock extends Clock {
  /** Moves the time and ends the waits that are over by then. */
  advance(ms: number): void;
  /** How many waits are open. */
  waiting(): number;
}

/** A clock for tests; it starts at 0. */
export function manualClock(): ManualClock {
  let nowMs = 0;
  const waits = new Set<{ readonly atMs: number; readonly resolve: () => void }>();
  return {
    nowMs: () => nowMs,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wait = { atMs: nowMs + ms, resolve };
        waits.add(wait);
        signal?.addEventListener("abort", () => {
          if (waits.delete(wait)) reject(new DOMException("aborted", "AbortError"));
        });
      }),
    advance(ms) {
      nowMs += ms;
      for (const wait of [...waits].filter(({ atMs }) => atMs <= nowMs)) {
        waits.delete(wait);
        wait.resolve();
      }
    },
    waiting: () => waits.size,
  };
}
