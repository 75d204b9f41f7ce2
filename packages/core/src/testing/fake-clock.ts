import { abortError, throwIfAborted } from "../contract/inference-error.ts";
import type { Clock } from "../runtime/clock.ts";
import { yieldToMessages } from "../runtime/yield-to-messages.ts";

/** A clock that moves only when a test says so. */
export interface FakeClock extends Clock {
  /** Moves the time, ending each wait at its moment; what follows from one wait runs before the next ends. */
  advance(ms: number): Promise<void>;
}

interface FakeClockOptions {
  /** True when a wait passes at once and moves the time by itself. Default false. */
  readonly autoAdvance?: boolean;
}

interface Timer {
  readonly atMs: number;
  readonly resolve: () => void;
}

/** A clock for tests; it starts at 0. */
export function fakeClock({ autoAdvance = false }: FakeClockOptions = {}): FakeClock {
  const timers = new Set<Timer>();
  let nowMs = 0;

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const timer = { atMs: nowMs + ms, resolve };
      timers.add(timer);
      signal?.addEventListener("abort", () => {
        if (timers.delete(timer)) reject(abortError());
      });
    });
  }

  async function passAtOnce(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal) throwIfAborted(signal);
    nowMs += ms;
    await yieldToMessages();
    if (signal) throwIfAborted(signal);
  }

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      await yieldToMessages();
      const [next] = [...timers].toSorted((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > untilMs) break;
      nowMs = next.atMs;
      timers.delete(next);
      next.resolve();
    }
    nowMs = untilMs;
  }

  return { nowMs: () => nowMs, wait: autoAdvance ? passAtOnce : wait, advance };
}
