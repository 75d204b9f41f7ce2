import * as v from "valibot";
import type { KeptFiles } from "./app-worker.ts";

const schema = v.object({ kept: v.number(), total: v.number(), isDone: v.optional(v.boolean()) });

/** What the service worker says of the kept files; null when it says something else. */
export function parseKeptFiles(value: unknown): { files: KeptFiles; isDone: boolean } | null {
  const result = v.safeParse(schema, value);
  if (!result.success) return null;
  const { kept, total, isDone = false } = result.output;
  return { files: { kept, total }, isDone };
}
