import * as v from "valibot";

const weights = v.object({
  /** Of the span's start and end logit. */
  span: v.number(),
  /** Of the logarithm of what all starts and all ends of the window sum up to. */
  window: v.number(),
  /** Of the share of the question's words that stand near the span. */
  near: v.number(),
  /** The same, rare words counting more. */
  nearRare: v.number(),
  /** Of the logarithm of the number of windows: more places, more chances to be wrong. */
  windows: v.number(),
  bias: v.number(),
});

const settings = v.object({
  /** Most tokens of a window, question and special tokens included. */
  windowTokens: v.optional(v.number(), 384),
  windowOverlap: v.optional(v.number(), 128),
  maxAnswerTokens: v.optional(v.number(), 21),
  /** A score below this reads "not found". */
  answerThreshold: v.optional(v.number(), 0.1),
  /** Logits to a score between 0 and 1; these fit a model whose logits are a softmax's. */
  answerWeights: v.optional(weights, {
    span: 0.8,
    window: -0.8,
    near: 4,
    nearRare: 0.6,
    windows: -0.5,
    bias: -1.5,
  }),
});

/** How much each fact of a candidate counts in its score. */
export type AnswerWeights = v.InferOutput<typeof weights>;

/** How a question-answering model is asked and its logits are read. */
export type AnswerSettings = v.InferOutput<typeof settings>;

/** The settings under `pilotlight` in a model's config.json; what is missing or wrong is the default. */
export function parseAnswerSettings(config: Readonly<Record<string, unknown>>): AnswerSettings {
  const result = v.safeParse(settings, config.pilotlight ?? {});
  return result.success ? result.output : v.parse(settings, {});
}
