import { InferenceError } from "../contract/inference-error.ts";

/**
 * Nothing when a model's config names this head, or none at all.
 * @throws InferenceError `model-not-found` when it names others
 */
export function requireHead(config: Readonly<Record<string, unknown>>, head: string): void {
  const { architectures } = config;
  if (!Array.isArray(architectures) || architectures.length === 0) return;
  const names = architectures.map(String);
  if (names.some((name) => name.endsWith(head))) return;
  throw new InferenceError(
    "model-not-found",
    `The model is a ${names.join(", ")}; this task runs one whose name ends with ${head}. Set another model.`,
    { retryable: true },
  );
}
