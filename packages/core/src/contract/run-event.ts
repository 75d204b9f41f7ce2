// The one language between backends and faces: what happens to a run, in order.
import type { WireError } from "./inference-error.ts";
import type { BackendId } from "./backend-id.ts";
import type { JsonObject } from "./json.ts";

/**
 * How far a run is: `waking` the large model counts seconds, `loading` a model counts bytes, `reading` the
 * input counts windows, sentences or pieces.
 */
export interface Progress {
  readonly stage: "waking" | "loading" | "reading";
  readonly done: number;
  readonly total: number;
  readonly unit: "seconds" | "bytes" | "windows" | "sentences" | "pieces" | "items";
}

/** Who answered, why, and how long it took; part of every reply. */
export interface RunInfo {
  readonly id: string;
  readonly backend: BackendId;
  /** The model that gave the answer, by name. */
  readonly model: string;
  /** Why this backend answered, in words. */
  readonly reason: string;
  readonly cached: boolean;
  /** All the time that was not computing: waiting in line, loading a model, the network, backends that failed first. */
  readonly queueMs: number;
  /** How long the model and its pipeline worked on this input. */
  readonly computeMs: number;
  /** What the reader should know about this answer, such as a language that the model does not read; null when nothing. */
  readonly notice: string | null;
}

/** One thing that happened to a run; `run-end` and `run-error` are last and exclude each other. */
export type RunEvent =
  /** A run has to wait: 1 is next, 0 says that its turn has come. */
  | { readonly type: "queue-update"; readonly position: number; readonly expectedMs: number | null }
  /** A backend starts from nothing: whatever came before this event is void. */
  | { readonly type: "backend-start"; readonly backend: BackendId; readonly reason: string }
  | ({ readonly type: "progress" } & Progress)
  | { readonly type: "text-delta"; readonly text: string }
  | { readonly type: "run-end"; readonly output: JsonObject; readonly run: RunInfo }
  | { readonly type: "run-error"; readonly error: WireError; readonly runId: string };
