import * as v from "valibot";

const addresses = v.array(v.string());
const schema = v.object({
  /** On this device. */
  kept: addresses,
  /** Not on this device; without them some tab does not answer. */
  missing: addresses,
  isDone: v.optional(v.boolean()),
});

/** The addresses of the files that the app needs without a network. */
export type KeptFiles = Readonly<Omit<v.InferOutput<typeof schema>, "isDone">>;

/** What the service worker says of the kept files; null when it says something else. */
export function parseKeptFiles(value: unknown): { files: KeptFiles; isDone: boolean } | null {
  const result = v.safeParse(schema, value);
  if (!result.success) return null;
  const { kept, missing, isDone = false } = result.output;
  return { files: { kept, missing }, isDone };
}
