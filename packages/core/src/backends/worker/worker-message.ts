// What a page or server and its model worker say to each other: the same words for a Web Worker and
// for a Node worker thread. Plain data only.
import type { WireError } from "../../contract/inference-error.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { BackendEnd } from "../backend.ts";

/** What a worker tells about a run before it ends. */
type WorkerEvent = Extract<RunEvent, { type: "progress" | "text-delta" }>;

/** To the worker. `init` is first and once; runs are done one after another. */
export type ToWorker =
  | { readonly type: "init"; readonly modelSource: ModelSource }
  | {
      readonly type: "run";
      readonly runId: number;
      readonly taskId: string;
      readonly input: JsonObject;
    }
  | { readonly type: "cancel"; readonly runId: number }
  /** The last message: the worker ends itself between two steps. */
  | { readonly type: "stop" };

/** From the worker. Each run ends with exactly one `end` or `error`, a cancelled one too. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "event"; readonly runId: number; readonly event: WorkerEvent }
  | { readonly type: "end"; readonly runId: number; readonly end: BackendEnd }
  | { readonly type: "error"; readonly runId: number; readonly error: WireError };
