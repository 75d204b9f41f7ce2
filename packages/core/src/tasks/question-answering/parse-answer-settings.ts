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
  /** Of the same share among the words of the span's own unit. */
  unit: v.optional(v.number(), 0),
  /** Of the same, each word counting by how close it stands. */
  close: v.optional(v.number(), 0),
  /** Of the share of the question's words that the text has nowhere. */
  missing: v.optional(v.number(), 0),
  /** Of the share of the span that repeats the question. */
  echo: v.optional(v.number(), 0),
  /** Of whether the span looks like what is asked for: 1, -1, or 0 where the question does not tell. */
  form: v.optional(v.number(), 0),
  /** Of how much more of the question stands in another candidate's unit, as a number below 0. */
  unitGap: v.optional(v.number(), 0),
  /** Of whether the span is an address of the kind that is asked for: 1, -1, or 0 where none is. */
  address: v.optional(v.number(), 0),
  /** Of whether the span's sentence denies what the question does not, or the other way round: -1 or 0. */
  negation: v.optional(v.number(), 0),
  /** Of whether it is said of the first, the second … that is asked for: 1, -1 or 0. */
  ordinal: v.optional(v.number(), 0),
  /** Of how closely it follows the code that the question names. */
  code: v.optional(v.number(), 0),
  /** Of the commas and the like inside the span. */
  breaks: v.optional(v.number(), 0),
  /** Of how much of the question the key or heading holds that a rule took the span from. */
  key: v.optional(v.number(), 0),
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
    unit: 0,
    close: 0,
    missing: 0,
    echo: 0,
    form: 0,
    unitGap: 0,
    address: 0,
    negation: 0,
    ordinal: 0,
    code: 0,
    breaks: 0,
    key: 0,
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
