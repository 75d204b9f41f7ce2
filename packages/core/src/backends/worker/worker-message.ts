// What a page or server and its model worker say to each other: the same words for a Web Worker and
// for a Node worker thread. Plain data only.
import * as v from "valibot";
import { backendEndSchema } from "../../contract/backend-event.ts";
import { wireErrorSchema } from "../../contract/inference-error.ts";
import { isJsonObject, jsonObjectSchema } from "../../contract/json.ts";
import { progressEventSchema, textDeltaSchema } from "../../contract/run-event.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";

const runId = v.number();

/** The schema of a ToWorker. */
export const toWorkerSchema = v.variant("type", [
  // The same build made both sides, so the model source is taken as it is.
  v.object({ type: v.literal("init"), modelSource: v.custom<ModelSource>(isJsonObject) }),
  v.object({ type: v.literal("run"), runId, taskId: v.string(), input: jsonObjectSchema }),
  v.object({ type: v.literal("cancel"), runId }),
  /** The last message: the worker ends itself between two steps. */
  v.object({ type: v.literal("stop") }),
]);

/** To the worker. `init` is first and once; runs begin in the order in which they come. */
export type ToWorker = Readonly<v.InferOutput<typeof toWorkerSchema>>;

/** The schema of a FromWorker. */
export const fromWorkerSchema = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({
    type: v.literal("event"),
    runId,
    /** What a worker tells about a run before it ends. */
    event: v.variant("type", [progressEventSchema, textDeltaSchema]),
  }),
  v.object({ type: v.literal("end"), runId, end: backendEndSchema }),
  v.object({ type: v.literal("error"), runId, error: wireErrorSchema }),
]);

/** From the worker. Each run ends with exactly one `end` or `error`, a cancelled one too. */
export type FromWorker = Readonly<v.InferOutput<typeof fromWorkerSchema>>;
