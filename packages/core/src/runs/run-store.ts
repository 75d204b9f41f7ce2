// Where the events of a run are kept, so that a dropped connection, a reload or another replica finds
// the run again. One contract, several stores; testing/run-store-contract.ts is its test-suite.
import type { RunEvent } from "../contract/run-event.ts";

/** An event with its number within the run: 1, 2, 3 … without gaps. */
export interface StoredEvent {
  readonly number: number;
  readonly event: RunEvent;
}

/** What a new run is filed under. */
export interface NewRun {
  readonly runId: string;
  readonly taskId: string;
  /** Whose share of the store it takes. Default nobody's in particular. */
  readonly caller?: string;
  /** The key that it belongs to; left out, whoever knows its id may have it. */
  readonly owner?: string;
  /** The caller's `Idempotency-Key` with whatever tells callers apart; the same key finds the first run. */
  readonly idempotencyKey?: string;
  /** What the key stands for, such as a hash of the request: another request under the same key is refused. */
  readonly fingerprint?: string;
}

/** Who has the run: a new one, or the first one under the same idempotency key. */
export interface CreatedRun {
  readonly runId: string;
  readonly isNew: boolean;
}

/** A run as it stands. */
export interface RunSnapshot {
  readonly runId: string;
  readonly taskId: string;
  readonly events: readonly StoredEvent[];
}

/**
 * Keeps the events of runs for a set time after their end.
 * Every method throws InferenceError `unknown-run` for a run that is not there (any more).
 */
export interface RunStore {
  /** @throws InferenceError `idempotency-conflict` when the key was used for another request */
  create(run: NewRun): Promise<CreatedRun>;
  append(runId: string, event: RunEvent): Promise<void>;
  /** Events after number `after`, then live ones as they come; ends after the run's last event. */
  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  snapshot(runId: string): Promise<RunSnapshot>;
  /** The key that the run belongs to, or null. */
  ownerOf(runId: string): Promise<string | null>;
  /** Asks whoever computes the run to stop; without effect on a run that has ended. */
  cancel(runId: string): Promise<void>;
  /** Resolves when somebody cancels the run, on any replica; never when it ends by itself. */
  cancelled(runId: string, signal: AbortSignal): Promise<void>;
  /** Removes a run that never started, with its key. */
  forget(runId: string): Promise<void>;
  close(): Promise<void>;
}
