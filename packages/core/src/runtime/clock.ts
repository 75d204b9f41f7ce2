/** The time as the code sees it; tests pass a fake one. */
export interface Clock {
  /** Milliseconds from a fixed point; never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, or rejects with `aborted` when the signal fires first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
