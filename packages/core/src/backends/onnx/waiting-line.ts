import PQueue from "p-queue";
import { abortError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import { onAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";

interface WaitingLineOptions {
  /** How many at once. */
  readonly concurrency: number;
  /** How many may wait. */
  readonly maxQueued: number;
  readonly clock: Clock;
}

/** What somebody in line is told, and how they leave it. */
export interface Place {
  readonly signal: AbortSignal;
  /** Told when it has to wait and whenever that changes: 1 is next, 0 is its turn. */
  onPosition(position: number, expectedMs: number | null): void;
}

/** A bounded waiting line that tells everybody their position. */
export class WaitingLine {
  readonly #options: WaitingLineOptions;
  readonly #queue: PQueue;
  // Those who wait, first come first; a Set keeps the order.
  readonly #waiting = new Set<Place>();
  // Moving average over finished work; null before the first.
  #averageMs: number | null = null;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  /**
   * Does the work when its turn comes.
   * @throws InferenceError `overloaded` when the line is full, `aborted` when the signal fires while waiting
   */
  async do(place: Place, work: () => Promise<void>): Promise<void> {
    throwIfAborted(place.signal);
    const { concurrency, maxQueued } = this.#options;
    if (this.#queue.pending < concurrency) return this.#queue.add(() => this.#timed(work));
    if (this.#waiting.size >= maxQueued) throw this.#overloaded();
    await this.#wait(place, work);
  }

  async #wait(place: Place, work: () => Promise<void>): Promise<void> {
    // p-queue frees the slot of a running job whose signal fires; ours must only leave the line.
    const leaving = new AbortController();
    const release = onAbort(place.signal, () => {
      if (this.#waiting.has(place)) leaving.abort(abortError());
    });
    this.#waiting.add(place);
    this.#tell(place, this.#waiting.size);
    try {
      await this.#queue.add(
        () => {
          this.#forget(place);
          place.onPosition(0, 0);
          return this.#timed(work);
        },
        { signal: leaving.signal },
      );
    } finally {
      release();
      this.#forget(place);
    }
  }

  async #timed(work: () => Promise<void>): Promise<void> {
    const startedAtMs = this.#options.clock.nowMs();
    await work();
    const tookMs = this.#options.clock.nowMs() - startedAtMs;
    this.#averageMs = this.#averageMs === null ? tookMs : this.#averageMs * 0.8 + tookMs * 0.2;
  }

  #forget(place: Place): void {
    if (!this.#waiting.delete(place)) return;
    let position = 0;
    for (const waiting of this.#waiting) this.#tell(waiting, ++position);
  }

  #tell(place: Place, position: number): void {
    place.onPosition(position, this.#expectedMs(position));
  }

  #expectedMs(position: number): number | null {
    if (this.#averageMs === null) return null;
    return Math.round((this.#averageMs * position) / this.#options.concurrency);
  }

  #overloaded(): InferenceError {
    const { maxQueued } = this.#options;
    const retryAfterMs = Math.max(1000, this.#expectedMs(maxQueued) ?? 0);
    return new InferenceError(
      "overloaded",
      `The server's CPU has ${maxQueued} runs waiting; the limit is ${maxQueued}. Try again in about ${Math.ceil(retryAfterMs / 1000)} s.`,
      { retryable: true, retryAfterMs, size: maxQueued, limit: maxQueued },
    );
  }
}
