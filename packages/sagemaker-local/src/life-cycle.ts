import {
  advance,
  type Capacity,
  firstDue,
  missCapacity,
  type Moment,
  noteActivity,
  orderCopies,
  type Phase,
  phaseOf,
  startCapacity,
  type Step,
} from "./capacity.ts";
import type { Clock } from "./clock.ts";
import type { Durations } from "./durations.ts";

interface LifeCycleOptions {
  readonly clock: Clock;
  /** How many times faster than the clock the endpoint lives. */
  readonly timeScale: number;
  readonly durations: Durations;
  readonly start: "cold" | "warm";
}

/** Where an endpoint stands now. */
export interface LifeCycleState {
  readonly phase: Phase;
  readonly desiredCopies: number;
  readonly currentCopies: number;
  readonly instances: number;
  /** What comes by itself if nobody calls, and in how many milliseconds of real time; null when nothing does. */
  readonly next: { readonly step: Step; readonly inMs: number } | null;
}

/** One endpoint's capacity in time. It moves when it is looked at, so it needs no timers. */
export class LifeCycle {
  readonly #options: LifeCycleOptions;
  readonly #startedMs: number;
  #capacity: Capacity;
  #running = 0;

  constructor(options: LifeCycleOptions) {
    this.#options = options;
    this.#startedMs = options.clock.nowMs();
    this.#capacity = startCapacity(options.start, this.#moment());
  }

  state(): LifeCycleState {
    const { nowMs } = this.#advance();
    const { desiredCopies, currentCopies, instances } = this.#capacity;
    const next = firstDue(this.#capacity);
    return {
      phase: phaseOf(this.#capacity),
      desiredCopies,
      currentCopies,
      instances,
      next: next
        ? { step: next.step, inMs: Math.ceil((next.atMs - nowMs) / this.#options.timeScale) }
        : null,
    };
  }

  /** Notes a call that found no capacity, which raises the alarm. */
  missCapacity(): void {
    this.#capacity = missCapacity(this.#capacity, this.#advance());
  }

  /** Orders copies, as `UpdateInferenceComponentRuntimeConfig` does; they take their time to come. */
  orderCopies(copies: number): void {
    this.#capacity = orderCopies(this.#capacity, copies, this.#advance());
  }

  /** Puts the endpoint into a state at once. */
  jumpTo(start: "cold" | "warm"): void {
    this.#capacity = startCapacity(start, this.#moment());
    this.#noteActivity();
  }

  /** Begins an invocation on a copy; the idle time runs from the end of the last one. */
  begin(): void {
    this.#running++;
    this.#noteActivity();
  }

  /** Ends an invocation that `begin` began. */
  end(): void {
    this.#running--;
    this.#noteActivity();
  }

  #noteActivity(): void {
    this.#capacity = noteActivity(this.#capacity, this.#running > 0, this.#advance());
  }

  #advance(): Moment {
    const moment = this.#moment();
    this.#capacity = advance(this.#capacity, moment);
    return moment;
  }

  #moment(): Moment {
    const { clock, timeScale, durations } = this.#options;
    return { nowMs: (clock.nowMs() - this.#startedMs) * timeScale, durations };
  }
}
