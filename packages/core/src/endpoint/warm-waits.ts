// What waits for the endpoint to be warm, each with its own deadline; how many may is bounded, in all and for
// each caller. Their order is the run queue's affair.
import { InferenceError, throwIfAborted } from "../contract/inference-error.ts";
import { firstOf } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
import { Shares } from "../runtime/shares.ts";
import type { WarmRequest } from "./endpoint.ts";
import type { WakeProgress } from "./report-state.ts";

interface WarmWaitsOptions {
  readonly clock: Clock;
  /** The most runs that wait at a time. */
  readonly maxWaiting: number;
  readonly progress: () => WakeProgress;
}

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: InferenceError) => void;
}

const tellEveryMs = 1000;

/** The waits until the endpoint is warm. */
export class WarmWaits {
  readonly #options: WarmWaitsOptions;
  readonly #waiters = new Set<Waiter>();
  readonly #waits = new Shares();

  constructor(options: WarmWaitsOptions) {
    this.#options = options;
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Refuses a run that would find no place.
   * @throws InferenceError `overloaded` when too many wait, `too-many-runs` when its caller has its share
   */
  check(caller: string): void {
    const { maxWaiting } = this.#options;
    const all = this.#waits.total;
    if (all >= maxWaiting) {
      const what = `${all} runs wait for the large model; the limit is ${maxWaiting}.`;
      throw this.#refusal("overloaded", what, { size: all, limit: maxWaiting });
    }
    const own = this.#waits.of(caller);
    const free = maxWaiting - all;
    if (own < free) return;
    const runs = own === 1 ? "run that waits" : "runs that wait";
    const places = free === 1 ? "place is" : "places are";
    const what = `You have ${own} ${runs} for the large model, where ${free} ${places} free; one caller has at most as many as are free.`;
    throw this.#refusal("too-many-runs", what, { size: own, limit: free });
  }

  /**
   * Resolves when the line is admitted.
   * @throws InferenceError `endpoint-cold` when `waitMs` is over first, what `check` does, `aborted`, or
   * what the line is refused with
   */
  async wait(request: WarmRequest): Promise<void> {
    throwIfAborted(request.signal);
    if (request.waitMs <= 0) throw this.#tooEarly(request.waitMs);
    this.check(request.caller);
    const { promise, resolve: admit, reject: refuse } = Promise.withResolvers<undefined>();
    const waiter: Waiter = {
      admit: () => {
        admit(undefined);
      },
      refuse,
    };
    this.#waiters.add(waiter);
    this.#waits.add(request.caller, 1);
    try {
      await firstOf((over) => [promise, this.#countDown(request, over)], request.signal);
    } finally {
      this.#waiters.delete(waiter);
      this.#waits.add(request.caller, -1);
    }
  }

  /** Lets all go on: it is warm. */
  admit(): void {
    for (const waiter of this.#waiters) waiter.admit();
  }

  /** Ends all waits with an error. */
  refuse(error: InferenceError): void {
    for (const waiter of this.#waiters) waiter.refuse(error);
  }

  async #countDown({ waitMs, onProgress }: WarmRequest, over: AbortSignal): Promise<never> {
    const { clock, progress } = this.#options;
    const deadlineMs = clock.nowMs() + waitMs;
    for (;;) {
      const { doneSeconds, expectedSeconds } = progress();
      onProgress(doneSeconds, expectedSeconds);
      const leftMs = deadlineMs - clock.nowMs();
      if (leftMs <= 0) throw this.#tooEarly(waitMs);
      await clock.wait(Math.min(tellEveryMs, leftMs), over);
    }
  }

  #refusal(
    code: "overloaded" | "too-many-runs",
    what: string,
    facts: { readonly size: number; readonly limit: number },
  ): InferenceError {
    const retryAfterMs = this.#leftMs();
    return new InferenceError(
      code,
      `${what} Try again in about ${Math.round(retryAfterMs / 1000)} s, or choose another backend.`,
      { retryable: true, retryAfterMs, ...facts },
    );
  }

  #tooEarly(waitMs: number): InferenceError {
    const retryAfterMs = this.#leftMs();
    const waited = waitMs > 0 ? ` and was not awake within ${Math.round(waitMs / 1000)} s` : "";
    return new InferenceError(
      "endpoint-cold",
      `The large model is starting${waited}. Ask again in about ${Math.round(retryAfterMs / 1000)} s, send a larger waitMs, or choose another backend.`,
      { retryable: true, retryAfterMs },
    );
  }

  #leftMs(): number {
    const { doneSeconds, expectedSeconds } = this.#options.progress();
    return Math.max(1, Math.ceil(expectedSeconds - doneSeconds)) * 1000;
  }
}
