import { feedbackSchema, isJsonObject, type JsonObject } from "@pilotlight/core";
import * as v from "valibot";
import { answeredBySchema } from "../sessions/parse-kept-answer.ts";

const jsonObject = v.custom<JsonObject>(isJsonObject);
const schema = v.object({
  id: v.string(),
  taskId: v.string(),
  atMs: v.number(),
  input: jsonObject,
  output: jsonObject,
  run: answeredBySchema,
  feedback: v.optional(feedbackSchema),
});

/** One run of this browser with its answer. */
export type HistoryEntry = Readonly<v.InferOutput<typeof schema>>;

/** What was kept, as an entry; null when it is none of this version. */
export function parseHistoryEntry(value: unknown): HistoryEntry | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}
