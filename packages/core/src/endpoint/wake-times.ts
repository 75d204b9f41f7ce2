const remembered = 5;

/** Learns how long wakes take. */
export class WakeTimes {
  readonly #startSeconds: number;
  // The last few, in the order they came.
  #seconds: readonly number[] = [];

  /** @param startSeconds what is expected before the first wake */
  constructor(startSeconds: number) {
    this.#startSeconds = startSeconds;
  }

  /** Seconds from the call to warm: the median of the last five wakes, so that one odd wake changes little. */
  get expectedSeconds(): number {
    const sorted = this.#seconds.toSorted((a, b) => a - b);
    const low = sorted[Math.floor((sorted.length - 1) / 2)];
    const high = sorted[Math.floor(sorted.length / 2)];
    return low === undefined || high === undefined ? this.#startSeconds : (low + high) / 2;
  }

  /** Takes how long a wake took. */
  learn(seconds: number): void {
    this.#seconds = [...this.#seconds, seconds].slice(-remembered);
  }
}
