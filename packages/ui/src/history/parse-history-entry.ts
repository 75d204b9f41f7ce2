import { backendIds, isJsonObject, type JsonObject, roles, type RunInfo } from "@pilotlight/core";
import * as v from "valibot";

/** What is kept of who answered: codes and values of reasons are not, since they may change. */
type AnsweredBy = Omit<RunInfo, "reasonFacts" | "noticeFacts">;

const jsonObject = v.custom<JsonObject>(isJsonObject);
// Older visits called the server `remote`.
const backend = v.pipe(
  v.picklist([...backendIds, "remote"]),
  v.transform((id) => (id === "remote" ? "server" : id)),
);
const schema = v.object({
  id: v.string(),
  taskId: v.string(),
  atMs: v.number(),
  input: jsonObject,
  output: jsonObject,
  run: v.pipe(
    v.object({
      id: v.string(),
      backend,
      // An answer of an earlier version does not tell its role; SageMaker alone was large then.
      role: v.optional(v.picklist(roles)),
      model: v.string(),
      reason: v.string(),
      cached: v.boolean(),
      queueMs: v.number(),
      computeMs: v.number(),
      notice: v.nullable(v.string()),
    }),
    v.transform((run): AnsweredBy => ({
      ...run,
      role: run.role ?? (run.backend === "sagemaker" ? "large" : "small"),
    })),
  ),
});

/** One run of this browser with its answer. */
export type HistoryEntry = Readonly<v.InferOutput<typeof schema>>;

/** What was kept, as an entry; null when it is none of this version. */
export function parseHistoryEntry(value: unknown): HistoryEntry | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}
