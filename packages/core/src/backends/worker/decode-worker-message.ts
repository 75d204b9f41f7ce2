import * as v from "valibot";
import { wireErrorSchema } from "../../contract/decode-wire-error.ts";
import { jsonObjectSchema, runProgressSchemas } from "../../contract/decode-run-event.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";
import type { FromWorker, ToWorker } from "./worker-message.ts";

const runId = v.number();
const [, progress, textDelta] = runProgressSchemas;

const toWorker = v.variant("type", [
  // The same build made both sides, so the model source is taken as it is.
  v.object({ type: v.literal("init"), modelSource: v.custom<ModelSource>(isJsonObject) }),
  v.object({ type: v.literal("run"), runId, taskId: v.string(), input: jsonObjectSchema }),
  v.object({ type: v.literal("cancel"), runId }),
  v.object({ type: v.literal("stop") }),
]);

const backendEnd = v.object({
  type: v.literal("backend-end"),
  output: jsonObjectSchema,
  model: v.string(),
  computeMs: v.number(),
  notice: v.nullable(v.string()),
});

const fromWorker = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({
    type: v.literal("event"),
    runId,
    event: v.variant("type", [progress, textDelta]),
  }),
  v.object({ type: v.literal("end"), runId, end: backendEnd }),
  v.object({ type: v.literal("error"), runId, error: wireErrorSchema }),
]);

/** A message as the worker gets it; null when it is none of ours. */
export function decodeToWorker(value: unknown): ToWorker | null {
  const result = v.safeParse(toWorker, value);
  return result.success ? result.output : null;
}

/** A message as the worker's owner gets it; null when it is none of ours. */
export function decodeFromWorker(value: unknown): FromWorker | null {
  const result = v.safeParse(fromWorker, value);
  return result.success ? result.output : null;
}
