import type { BackendId, Role } from "../contract/backend-id.ts";
import type { BackendEvent } from "../contract/backend-event.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { JsonObject } from "../contract/json.ts";

/** One run as a backend gets it: the input is already parsed. */
export interface BackendRequest {
  readonly task: AnyTask;
  readonly input: JsonObject;
  /** The caller's id of the run: a backend that is asked twice under one id computes once if it can. */
  readonly runId?: string;
  /** True for a run that may take long: it takes turns with others of its kind, and shorter ones go past it. */
  readonly isLong?: boolean;
}

/**
 * The contract of every backend; `testBackendContract` is its test-suite.
 *
 * `run` yields events and ends with exactly one `backend-end`, or throws an InferenceError: `aborted`
 * soon after the signal fires (and the work stops), `retryable` when another backend may do better.
 * A run that was aborted leaves the backend usable.
 */
export interface Backend {
  readonly id: BackendId;
  /** What it is for; no two backends of a router have both id and role in common. */
  readonly role: Role;
  /** How many runs it takes at a time now; left out, there is no limit of its own. */
  readonly capacity?: number | undefined;
  /** How many long runs it takes beside those; left out, they take places of the others. */
  readonly longCapacity?: number | undefined;
  /** Names who is told when the capacity has grown; left out where it does not change. */
  onCapacity?(listener: () => void): void;
  supports(task: AnyTask): boolean;
  run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent>;
  /** Frees threads, workers and sockets; the backend is not used afterwards. */
  close(): Promise<void>;
}
