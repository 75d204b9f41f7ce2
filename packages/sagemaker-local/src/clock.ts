import { setTimeout } from "node:timers/promises";

/** The time as this package sees it; tests pass a fake one. */
export interface Clock {
  /** Milliseconds from a fixed point; never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, or rejects when the signal fires first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {}),
};
