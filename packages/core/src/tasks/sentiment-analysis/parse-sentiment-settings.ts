import * as v from "valibot";

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
  /** The place of POSITIVE among the logits. */
  readonly positiveIndex: number;
}

/** The settings in a model's config.json; what is missing or wrong is the default. */
export function parseSentimentSettings(
  modelConfig: Readonly<Record<string, unknown>>,
): SentimentSettings {
  const { id2label, pilotlight } = parseOr(config, modelConfig);
  const positive = Object.entries(id2label).find(([, label]) => /^pos/i.test(label));
  return { ...parseOr(settings, pilotlight), positiveIndex: Number(positive?.[0] ?? 1) };
}

function parseOr<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : v.parse(schema, {});
}
