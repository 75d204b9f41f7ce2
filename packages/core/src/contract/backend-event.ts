import * as v from "valibot";
import { backendRefEntries } from "./backend-id.ts";
import { jsonObjectSchema } from "./json.ts";
import { noticeSchema, reasonSchema } from "./reason.ts";
import type { ConnectionUpdate, RunEvent } from "./run-event.ts";

/** The schema of a BackendEnd. */
export const backendEndSchema = v.object({
  type: v.literal("backend-end"),
  output: jsonObjectSchema,
  model: v.string(),
  computeMs: v.number(),
  notice: v.nullable(v.string()),
  /** Set by `server` alone: which backend of the server answered, and why. */
  served: v.optional(
    v.object({
      ...backendRefEntries,
      reason: v.string(),
      reasonFacts: reasonSchema,
      cached: v.boolean(),
      noticeFacts: v.pipe(v.array(noticeSchema), v.readonly()),
    }),
  ),
});

/** What a backend says at its end; the router makes a RunInfo of it. */
export type BackendEnd = Readonly<v.InferOutput<typeof backendEndSchema>>;

/** What a backend tells while it works; `backend-start` comes from `server` alone, when that moves on. */
export type BackendEvent =
  | Exclude<RunEvent, { readonly type: "run-end" | "run-error" }>
  | ConnectionUpdate
  | BackendEnd;
