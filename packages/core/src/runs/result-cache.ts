// Answers that were computed before, so that an equal input need not be computed again. One contract,
// several stores; testing/result-cache-contract.ts is its test-suite.
import * as v from "valibot";
import { jsonObjectSchema, parseJson } from "../contract/json.ts";

const keptAnswerSchema = v.object({
  output: jsonObjectSchema,
  /** The model that gave it, by name. */
  model: v.string(),
  /** What the backend said of its answer. */
  notice: v.nullable(v.string()),
});

/** What is kept of an answer: all that does not belong to the one run that computed it. */
export type KeptAnswer = Readonly<v.InferOutput<typeof keptAnswerSchema>>;

/** Keeps answers under their keys, for a time and within a size; any of them may be gone at any time. */
export interface ResultCache {
  /** The answer, or null when there is none (any more). */
  get(key: string): Promise<KeptAnswer | null>;
  /** Whether an answer is there, without reading it. */
  has(key: string): Promise<boolean>;
  /** Keeps an answer in place of the one before it. */
  set(key: string, answer: KeptAnswer): Promise<void>;
  close(): Promise<void>;
}

/** An answer as a store keeps it. */
export function encodeAnswer({ output, model, notice }: KeptAnswer): string {
  return JSON.stringify({ output, model, notice });
}

/** The answer in a stored text; null for a text that is none, such as one of another version. */
export function decodeAnswer(text: string): KeptAnswer | null {
  const parsed = v.safeParse(keptAnswerSchema, parseJson(text));
  return parsed.success ? parsed.output : null;
}
