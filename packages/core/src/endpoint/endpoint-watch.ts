// The one prober: looks at the endpoint as often as its state is worth it.
import { isAbort } from "../contract/inference-error.ts";
import type { Clock } from "../runtime/clock.ts";
import type { EndpointCalls } from "./endpoint-calls.ts";
import { type EndpointState, type Observation, wakeHoldMs } from "./endpoint-state.ts";
import { lookAfterMs, type LookPace } from "./look-pace.ts";

interface EndpointWatchOptions {
  readonly calls: EndpointCalls;
  readonly clock: Clock;
  readonly pace: LookPace;
  /** Ends the watch. */
  readonly closed: AbortSignal;
  readonly state: () => EndpointState;
  readonly observe: (observation: Observation) => void;
  /** Called after each look, and every second while time alone changes something. */
  readonly onTick: () => Promise<void>;
  readonly onFault: (message: string, error: unknown) => void;
}

const tickMs = 1000;
const freshMs = 1000;

/** Watches until it is closed. */
export class EndpointWatch {
  readonly #options: EndpointWatchOptions;
  #lookedAtMs = -Infinity;
  #looking: Promise<void> | null = null;
  #alertUntilMs = -Infinity;
  // Ends the pause under way; null between pauses.
  #interrupt: AbortController | null = null;
  // The last fault that the log was told of, so that one that lasts is told once.
  #faultTold: string | null = null;

  constructor(options: EndpointWatchOptions) {
    this.#options = options;
  }

  /** Looks again and again, until it is closed. */
  async start(): Promise<void> {
    const { closed, clock, onTick } = this.#options;
    while (!closed.aborted) {
      if (clock.nowMs() >= this.#nextLookMs()) await this.look();
      await onTick();
      await this.#pause();
    }
  }

  /** Looks now; whoever asks while a look is under way shares it. Never throws: a failed look is observed too. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Looks unless it has just done so: many may ask in a row. */
  async lookAnew(): Promise<void> {
    const isFresh = this.#options.clock.nowMs() - this.#lookedAtMs < freshMs;
    if (!isFresh || this.#looking) await this.look();
  }

  /** Looks closely for as long as a called copy may take to show itself. */
  alert(): void {
    this.#alertUntilMs = this.#options.clock.nowMs() + wakeHoldMs;
  }

  /** Plans the next look anew, after the state has changed. */
  replan(): void {
    this.#interrupt?.abort();
  }

  async #look(): Promise<void> {
    const { calls, clock, closed, observe } = this.#options;
    this.#lookedAtMs = clock.nowMs();
    try {
      const description = await calls.look(closed);
      this.#faultTold = null;
      observe({ kind: "described", ...description });
    } catch (error) {
      if (closed.aborted) return;
      this.#tellFault(error);
      observe({ kind: "unseen" });
    }
  }

  #tellFault(error: unknown): void {
    const { name, line, advice } = this.#options.calls.explain(error);
    if (name === this.#faultTold) return;
    this.#faultTold = name;
    const what = advice ?? "What is known of it may be out of date.";
    this.#options.onFault(
      `The large model's endpoint cannot be looked at (${line}). ${what}`,
      error,
    );
  }

  #nextLookMs(): number {
    const { clock, state, pace } = this.#options;
    const isAlert = clock.nowMs() < this.#alertUntilMs;
    return this.#lookedAtMs + lookAfterMs(state(), isAlert, pace);
  }

  async #pause(): Promise<void> {
    const { clock, closed } = this.#options;
    const lookInMs = Math.max(0, this.#nextLookMs() - clock.nowMs());
    const pauseMs = this.#isTicking() ? Math.min(tickMs, lookInMs) : lookInMs;
    this.#interrupt = new AbortController();
    try {
      await clock.wait(pauseMs, AbortSignal.any([closed, this.#interrupt.signal]));
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      this.#interrupt = null;
    }
  }

  // A count-down runs, or a back-off or a rest ends soon.
  #isTicking(): boolean {
    const { temperature, throttle, rest } = this.#options.state();
    const restlessUntilMs = Math.max(throttle.untilMs, rest.untilMs);
    return temperature === "warming" || this.#options.clock.nowMs() < restlessUntilMs;
  }
}
