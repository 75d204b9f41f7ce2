// Watches a model's start: a runtime that hangs says nothing, so silence is what is measured.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Progress } from "../../contract/run-event.ts";
import { firstOf } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { systemClock } from "../../runtime/system-clock.ts";

// A session of the largest model tried takes 1 s to start; a slow phone may take ten times that, and one that computes
// something else beside it longer still.
const silenceMs = 60_000;

/** Ends the wait for a start that shows no sign of life any more. */
export class StartWatch {
  readonly #clock: Clock;
  readonly #report: (progress: Progress) => void;
  #heardAtMs: number;

  constructor(report: (progress: Progress) => void, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#report = report;
    this.#heardAtMs = clock.nowMs();
  }

  /** Passes progress on; each piece of it is a sign of life. */
  readonly report = (progress: Progress): void => {
    this.#heardAtMs = this.#clock.nowMs();
    this.#report(progress);
  };

  /**
   * The started thing.
   * @throws InferenceError `timeout`, retryable, after a minute without a sign of life
   */
  async over<Started>(start: Promise<Started>): Promise<Started> {
    this.#heardAtMs = this.#clock.nowMs();
    return firstOf((over) => [start, this.#silence(over)]);
  }

  async #silence(signal: AbortSignal): Promise<never> {
    for (;;) {
      const leftMs = this.#heardAtMs + silenceMs - this.#clock.nowMs();
      if (leftMs <= 0) throw startTimeout();
      await this.#clock.wait(leftMs, signal);
    }
  }
}

/** True for the error of a model that did not start in time. */
export function isStartTimeout(error: unknown): boolean {
  return error instanceof InferenceError && error.code === "timeout";
}

function startTimeout(): InferenceError {
  return new InferenceError(
    "timeout",
    `The small model did not start within ${silenceMs / 1000} s. Try again, or choose another place.`,
    { retryable: true },
  );
}
