// The one language between backends and faces: what happens to a run, in order.
import * as v from "valibot";
import { backendRefEntries } from "./backend-id.ts";
import { wireErrorSchema } from "./inference-error.ts";
import { jsonObjectSchema } from "./json.ts";
import { noticeSchema, reasonSchema } from "./reason.ts";

const progressEntries = {
  /** `waking` the large model counts seconds, `loading` a model counts bytes, `reading` the input counts the rest. */
  stage: v.picklist(["waking", "loading", "reading"]),
  done: v.number(),
  total: v.number(),
  unit: v.picklist(["seconds", "bytes", "windows", "sentences", "pieces", "items"]),
};

/** The schema of a Progress. */
export const progressSchema = v.object(progressEntries);

/** How far a run is. */
export type Progress = Readonly<v.InferOutput<typeof progressSchema>>;

/** The schema of a RunInfo. */
export const runInfoSchema = v.object({
  id: v.string(),
  ...backendRefEntries,
  /** The model that gave the answer, by name. */
  model: v.string(),
  /** Why this backend answered, in words. */
  reason: v.string(),
  /** The same as code and values. */
  reasonFacts: reasonSchema,
  cached: v.boolean(),
  /** All the time that was not computing: waiting in line, loading a model, the network, backends that failed first. */
  queueMs: v.number(),
  /** How long the model and its pipeline worked on this input. */
  computeMs: v.number(),
  /** What the reader should know about this answer, such as a language that the model does not read; null when nothing. */
  notice: v.nullable(v.string()),
  /** The same as codes and values, one by one. */
  noticeFacts: v.pipe(v.array(noticeSchema), v.readonly()),
});

/** Who answered, why, and how long it took; part of every reply. */
export type RunInfo = Readonly<v.InferOutput<typeof runInfoSchema>>;

/** A run has to wait: 1 is next, 0 says that its turn has come. */
const queueUpdateSchema = v.object({
  type: v.literal("queue-update"),
  position: v.number(),
  expectedMs: v.nullable(v.number()),
});

/** A run goes on: see Progress. */
export const progressEventSchema = v.object({ type: v.literal("progress"), ...progressEntries });

/** The next piece of a text that is written while it is read. */
export const textDeltaSchema = v.object({ type: v.literal("text-delta"), text: v.string() });

/** The schema of a RunEvent: its members are the events that there are. */
export const runEventSchema = v.variant("type", [
  queueUpdateSchema,
  progressEventSchema,
  textDeltaSchema,
  /** A backend starts from nothing: whatever came before this event is void. */
  v.object({
    type: v.literal("backend-start"),
    ...backendRefEntries,
    reason: v.string(),
    reasonFacts: reasonSchema,
  }),
  v.object({ type: v.literal("run-end"), output: jsonObjectSchema, run: runInfoSchema }),
  v.object({ type: v.literal("run-error"), error: wireErrorSchema, runId: v.string() }),
]);

/** One thing that happened to a run; `run-end` and `run-error` are last and exclude each other. */
export type RunEvent = Readonly<v.InferOutput<typeof runEventSchema>>;

/** What a page alone can say of a run: whether it hears of it. The run goes on either way. */
export interface ConnectionUpdate {
  readonly type: "connection-update";
  readonly isLost: boolean;
}

/** One thing that happened to a run on its way to a page. */
export type RoutedEvent = RunEvent | ConnectionUpdate;

/** True for the event after which nothing comes. */
export function isLastEvent(event: RunEvent): boolean {
  return event.type === "run-end" || event.type === "run-error";
}
