// What waits for the endpoint to be warm, each with its own deadline; how many may is bounded. Their order is
// the run queue's affair.
import { InferenceError, throwIfAborted } from "../contract/inference-error.ts";
import { firstOf } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
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

  constructor(options: WarmWaitsOptions) {
    this.#options = options;
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Refuses a run that would find no place.
   * @throws InferenceError `overloaded`
   */
  check(): void {
    const { maxWaiting } = this.#options;
    if (this.#waiters.size < maxWaiting) return;
    const retryAfterMs = this.#leftMs();
    throw new InferenceError(
      "overloaded",
      `${this.#waiters.size} runs wait for the large model; the limit is ${maxWaiting}. Try again in about ${Math.round(retryAfterMs / 1000)} s, or choose another backend.`,
      { retryable: true, retryAfterMs, size: this.#waiters.size, limit: maxWaiting },
    );
  }

  /**
   * Resolves when the line is admitted.
   * @throws InferenceError `endpoint-cold` when `waitMs` is over first, `overloaded`, `aborted`, or what
   * the line is refused with
   */
  async wait(request: WarmRequest): Promise<void> {
    throwIfAborted(request.signal);
    if (request.waitMs <= 0) throw this.#tooEarly(request.waitMs);
    this.check();
    const { promise, resolve: admit, reject: refuse } = Promise.withResolvers<undefined>();
    const waiter: Waiter = {
      admit: () => {
        admit(undefined);
      },
      refuse,
    };
    this.#waiters.add(waiter);
    try {
      await firstOf((over) => [promise, this.#countDown(request, over)], request.signal);
    } finally {
      this.#waiters.delete(waiter);
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
