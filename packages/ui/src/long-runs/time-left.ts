import type { RunState } from "@pilotlight/core";
import { progressPart } from "../status/words.ts";

// Before this much was seen, a speed is a guess.
const leastMs = 2_000;

/** Tells from a run's progress how long the rest takes. */
export class TimeLeft {
  readonly #now: () => number;
  #stage: string | null = null;
  #from = { part: 0, atMs: 0 };

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds that are left of the stage that the run is in; null while nothing tells. */
  of(state: RunState): number | null {
    const part = progressPart(state);
    const stage = state.status === "running" ? (state.progress?.stage ?? null) : null;
    // A wake says itself how long it takes.
    if (part === null || stage === null || stage === "waking") {
      this.#stage = null;
      return null;
    }
    const atMs = this.#now();
    if (stage !== this.#stage || part < this.#from.part) {
      this.#stage = stage;
      this.#from = { part, atMs };
    }
    const passedMs = atMs - this.#from.atMs;
    const done = part - this.#from.part;
    return passedMs < leastMs || done <= 0 ? null : ((1 - part) / done) * (passedMs / 1_000);
  }
}
