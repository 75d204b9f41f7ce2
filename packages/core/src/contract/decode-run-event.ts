// Run events at a border: from our server over HTTP, and from a worker.
import * as v from "valibot";
import { backendIds } from "./backend-id.ts";
import { wireErrorSchema } from "./decode-wire-error.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { RunEvent } from "./run-event.ts";

const backend = v.picklist(backendIds);

/** Any JSON object. */
export const jsonObjectSchema = v.custom<JsonObject>(isJsonObject, "not an object");

/** The schema of a RunInfo. */
export const runInfoSchema = v.object({
  id: v.string(),
  backend,
  model: v.string(),
  reason: v.string(),
  cached: v.boolean(),
  queueMs: v.number(),
  computeMs: v.number(),
  notice: v.nullable(v.string()),
});

/** The schemas of what a run tells before it ends. */
export const runProgressSchemas = [
  v.object({
    type: v.literal("queue-update"),
    position: v.number(),
    expectedMs: v.nullable(v.number()),
  }),
  v.object({
    type: v.literal("progress"),
    stage: v.picklist(["waking", "loading", "reading"]),
    done: v.number(),
    total: v.number(),
    unit: v.picklist(["seconds", "bytes", "windows", "sentences", "pieces", "items"]),
  }),
  v.object({ type: v.literal("text-delta"), text: v.string() }),
] as const;

/** The schema of a RunEvent. */
export const runEventSchema = v.variant("type", [
  ...runProgressSchemas,
  v.object({ type: v.literal("backend-start"), backend, reason: v.string() }),
  v.object({ type: v.literal("run-end"), output: jsonObjectSchema, run: runInfoSchema }),
  v.object({ type: v.literal("run-error"), error: wireErrorSchema, runId: v.string() }),
]);

/** The value as a run event; null when it is none, such as an event of a newer server. */
export function decodeRunEvent(value: unknown): RunEvent | null {
  const result = v.safeParse(runEventSchema, value);
  return result.success ? result.output : null;
}
