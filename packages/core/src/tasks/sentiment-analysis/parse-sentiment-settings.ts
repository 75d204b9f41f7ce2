import * as v from "valibot";
import { InferenceError } from "../../contract/inference-error.ts";

const settings = v.object({
  /** Most tokens of a window, special tokens included. */
  windowTokens: v.optional(v.number(), 512),
  /** Logits are divided by this before they become scores; above 1 makes scores more modest. */
  temperature: v.optional(v.pipe(v.number(), v.minValue(0.01)), 1),
});

const config = v.object({
  id2label: v.optional(v.record(v.string(), v.string()), { 0: "NEGATIVE", 1: "POSITIVE" }),
  pilotlight: v.optional(v.unknown(), {}),
});

/** How a sentiment model's logits are read. */
export interface SentimentSettings extends v.InferOutput<typeof settings> {
  /** How positive each of the model's labels is, 0 to 1, in the order of the logits. */
  readonly positive: readonly number[];
}

/**
 * The settings in a model's config.json; what is missing or wrong is the default.
 * @throws InferenceError `model-not-found` when the labels are no opinions
 */
export function parseSentimentSettings(
  modelConfig: Readonly<Record<string, unknown>>,
): SentimentSettings {
  const { id2label, pilotlight } = parseOr(config, modelConfig);
  const labels = Object.entries(id2label)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label);
  return { ...parseOr(settings, pilotlight), positive: positiveShares(labels) };
}

// What people call the classes of sentiment, from the lowest share to the highest.
const words: readonly (readonly [RegExp, number])[] = [
  [/^very[ _-]?neg(?:ative)?$/iu, 0],
  [/^neg(?:ative)?$/iu, 0],
  [/^neu(?:tral)?$|^mixed$/iu, 0.5],
  [/^pos(?:itive)?$/iu, 1],
  [/^very[ _-]?pos(?:itive)?$/iu, 1],
];
const stars = /^([1-9]) ?stars?$/iu;
// What transformers calls labels that nobody named; of two, the second is the positive one, as in GLUE's SST-2.
const unnamed = /^LABEL_[01]$/u;

function positiveShares(labels: readonly string[]): readonly number[] {
  if (labels.length === 2 && labels.every((label) => unnamed.test(label))) return [0, 1];
  const shares = sharesOfStars(labels) ?? sharesOfWords(labels);
  if (shares?.includes(0) && shares.includes(1)) return shares;
  throw new InferenceError(
    "model-not-found",
    `The model's labels (${labels.slice(0, 6).join(", ")}${labels.length > 6 ? ", …" : ""}) do not tell positive from negative. Pilotlight reads NEGATIVE and POSITIVE, with or without NEUTRAL, stars, and an unnamed pair. Set another model.`,
    { retryable: true },
  );
}

function sharesOfStars(labels: readonly string[]): readonly number[] | null {
  const counts = labels.map((label) => Number(stars.exec(label)?.[1] ?? 0));
  const most = Math.max(...counts);
  return counts.includes(0) || most < 2 ? null : counts.map((count) => (count - 1) / (most - 1));
}

function sharesOfWords(labels: readonly string[]): readonly number[] | null {
  const found = labels.flatMap((label) => words.find(([word]) => word.test(label))?.[1] ?? []);
  if (found.length < labels.length) return null;
  const isGraded = labels.some((label) => /^very/iu.test(label));
  // Beside "very negative", "negative" is not the lowest.
  return labels.map((label, index) => {
    const share = found[index] ?? 0.5;
    return isGraded && !/^very/iu.test(label) ? 0.25 + share / 2 : share;
  });
}

function parseOr<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : v.parse(schema, {});
}
