import type { BackendId } from "../contract/backend-id.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { JsonObject } from "../contract/json.ts";

/** One run as a backend gets it: the input is already parsed. */
export interface BackendRequest {
  readonly task: AnyTask;
  readonly input: JsonObject;
  /** The caller's id of the run: a backend that is asked twice under one id computes once if it can. */
  readonly runId?: string;
}

/** What a backend says at its end; the router makes a RunInfo of it. */
export interface BackendEnd {
  readonly type: "backend-end";
  readonly output: JsonObject;
  readonly model: string;
  readonly computeMs: number;
  readonly notice: string | null;
  /** Set by `remote` alone: which backend of the server answered, and why. */
  readonly served?: {
    readonly backend: BackendId;
    readonly reason: string;
    readonly cached: boolean;
  };
}

/** What a backend tells while it works; `backend-start` comes from `remote` alone, when its server moves on. */
export type BackendEvent =
  | Extract<RunEvent, { type: "queue-update" | "progress" | "text-delta" | "backend-start" }>
  | BackendEnd;

/**
 * The contract of every backend; `testBackendContract` is its test-suite.
 *
 * `run` yields events and ends with exactly one `backend-end`, or throws an InferenceError: `aborted`
 * soon after the signal fires (and the work stops), `retryable` when another backend may do better.
 * A run that was aborted leaves the backend usable.
 */
export interface Backend {
  readonly id: BackendId;
  /** How many runs it does at a time; left out, there is no limit of its own. */
  readonly capacity?: number;
  supports(task: AnyTask): boolean;
  run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent>;
  /** Frees threads, workers and sockets; the backend is not used afterwards. */
  close(): Promise<void>;
}
