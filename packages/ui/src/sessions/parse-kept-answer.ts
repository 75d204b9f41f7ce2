// Answers of before, as they come back from the history, from this tab's storage, and out of a link.
import {
  type AnyTask,
  backendIds,
  InferenceError,
  isJsonObject,
  type JsonObject,
  roles,
} from "@pilotlight/core";
import * as v from "valibot";
import type { Answer, AnsweredBy } from "./task-run.svelte.ts";

const jsonObject = v.custom<JsonObject>(isJsonObject);
// Older visits called the server `remote`.
const backend = v.pipe(
  v.picklist([...backendIds, "remote"]),
  v.transform((id) => (id === "remote" ? "server" : id)),
);

/** The schema of an answer's maker as it is kept: codes and values of reasons are not, they may change. */
export const answeredBySchema = v.pipe(
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
);

const schema = v.object({
  input: jsonObject,
  output: jsonObject,
  run: answeredBySchema,
  choice: v.optional(v.picklist(["auto", "large", "browser", "server"])),
  waitedMs: v.optional(v.nullable(v.number())),
});

/** A kept value as an answer of the task; null when this version of the task does not give such answers. */
export function parseKeptAnswer(task: AnyTask, value: unknown): Answer | null {
  const kept = v.safeParse(schema, value);
  if (!kept.success) return null;
  // Without a word on who was to answer it is treated as private: it is offered to nobody.
  const { run, choice = "browser", waitedMs = null } = kept.output;
  try {
    const input = task.parseInput(kept.output.input);
    const output = task.parseOutput(kept.output.output);
    return { input, output, run, choice, waitedMs, views: task.views(input, output) };
  } catch (error) {
    if (error instanceof InferenceError) return null;
    throw error;
  }
}
