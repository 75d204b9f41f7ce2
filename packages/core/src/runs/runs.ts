import type { BackendChoice, BackendState } from "../router/rank-backends.ts";
import type { JsonObject } from "../tasks/json.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { CreatedRun, RunSnapshot, StoredEvent } from "./run-store.ts";

/** A run as a face asks for it; the input comes from the task's `parseInput`. */
export interface StartRequest {
  readonly task: AnyTask;
  readonly input: JsonObject;
  readonly choice: BackendChoice;
  /** Who asks, for fairness and limits: an address or a key; never shown. */
  readonly caller: string;
  readonly idempotencyKey?: string;
}

/** What every face (REST, Gradio, MCP) needs of the run service; nothing here depends on a connection. */
export interface Runs {
  readonly tasks: readonly AnyTask[];
  /**
   * Files and starts a run; it goes on whoever listens.
   * @throws InferenceError `overloaded` when the waiting line is full, `idempotency-conflict`
   */
  start(request: StartRequest): Promise<CreatedRun>;
  /**
   * The run's events after number `after` (0 for all), then live ones; ends after the last.
   * @throws InferenceError `unknown-run`
   */
  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** @throws InferenceError `unknown-run` */
  snapshot(runId: string): Promise<RunSnapshot>;
  /** Stops a run at any stage; it then ends with `run-error` `aborted`. @throws InferenceError `unknown-run` */
  cancel(runId: string): Promise<void>;
  backendStates(): readonly BackendState[];
}
