import * as v from "valibot";
import type { KeptFiles } from "./app-worker.ts";

const addresses = v.array(v.string());
const schema = v.object({
  kept: addresses,
  missing: addresses,
  isDone: v.optional(v.boolean()),
});

/** What the service worker says of the kept files; null when it says something else. */
export function parseKeptFiles(value: unknown): { files: KeptFiles; isDone: boolean } | null {
  const result = v.safeParse(schema, value);
  if (!result.success) return null;
  const { kept, missing, isDone = false } = result.output;
  return { files: { kept, missing }, isDone };
}
