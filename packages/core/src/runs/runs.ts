import type { InferenceError } from "../contract/inference-error.ts";
import type { BackendChoice } from "../contract/backend-id.ts";
import type { BackendState } from "../router/rank-backends.ts";
import type { JsonObject } from "../contract/json.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { CreatedRun, RunSnapshot, StoredEvent } from "./run-store.ts";

/** Who asks, as the server found out. */
export interface Caller {
  /** For fairness and limits: an address, or what stands for a key; never shown. */
  readonly caller: string;
  /** True when a key of this server's was sent: some may wake the large model that others may not. Default false. */
  readonly isKnownCaller?: boolean;
}

/** The key of a caller who sent one, else null: addresses change hands, so nothing belongs to one. */
export function keyOf({ caller, isKnownCaller = false }: Caller): string | null {
  return isKnownCaller ? caller : null;
}

/**
 * How a run uses the answers that are kept: `use` reads and keeps, `refresh` computes anew and keeps,
 * `none` leaves no trace and shares nothing with other runs.
 */
export type CacheUse = "use" | "refresh" | "none";

/** What every run is asked for with, whatever its input. */
export interface StartFacts extends Caller {
  readonly task: AnyTask;
  readonly choice: BackendChoice;
  /**
   * How long the caller is ready to wait for a backend that is not warm; it matters only for a large
   * model that is cold.
   */
  readonly waitMs?: number;
  readonly idempotencyKey?: string;
  /** Default `use`; without effect where no answers are kept. */
  readonly cacheUse?: CacheUse;
}

/** A run as a face asks for it; the input comes from the task's `parseInput`. */
export interface StartRequest extends StartFacts {
  readonly input: JsonObject;
}

/** One input of a batch, checked: what to run, or why it cannot be run. */
export type BatchInput =
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly error: InferenceError };

/** Many inputs as one run; its output is `{ outputs }`, one for each input in order. */
export interface StartBatchRequest extends StartFacts {
  readonly inputs: readonly BatchInput[];
  /** What stands in the place of an input that failed; left out, the first failure ends the whole run. */
  readonly problemOf?: (error: InferenceError, index: number) => JsonObject;
}

/** What every face (REST, Gradio, MCP) needs of the run service; nothing here depends on a connection. */
export interface Runs {
  readonly tasks: readonly AnyTask[];
  /**
   * Files and starts a run; it goes on whoever listens.
   * @throws InferenceError `overloaded` when the waiting line is full, `too-many-runs` when the caller
   * has its share, `idempotency-conflict`, `backend-unavailable` when the server stops, and for a large
   * model that was asked for without a wait `endpoint-cold`, or why it is not woken
   */
  start(request: StartRequest): Promise<CreatedRun>;
  /**
   * The run's events after number `after` (0 for all), then live ones; ends after the last.
   * @throws InferenceError `unknown-run`
   */
  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** @throws InferenceError `unknown-run` */
  snapshot(runId: string): Promise<RunSnapshot>;
  /**
   * Does nothing for a caller who may have the run. One that was started with a key is its holder's alone.
   * @throws InferenceError `unknown-run` for everybody else, and where there is no such run
   */
  checkAccess(runId: string, context: Caller): Promise<void>;
  /** Stops a run at any stage; it then ends with `run-error` `aborted`. @throws InferenceError `unknown-run` */
  cancel(runId: string): Promise<void>;
  backendStates(): readonly BackendState[];
}

/** What REST needs beyond that. */
export interface BatchRuns extends Runs {
  /** Files and starts a batch as one run, as `start` does. */
  startBatch(request: StartBatchRequest): Promise<CreatedRun>;
}
