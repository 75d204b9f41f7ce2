// A model's config.json and tokenizer.json, checked where they enter.
import * as v from "valibot";
import { InferenceError } from "../../contract/inference-error.ts";

const config = v.looseObject({
  max_position_embeddings: v.optional(v.pipe(v.number(), v.integer(), v.minValue(16)), 512),
  pad_token_id: v.optional(v.pipe(v.number(), v.integer())),
  /** Settings of ours; a model from elsewhere has none. */
  pilotlight: v.optional(
    v.looseObject({
      name: v.optional(v.string()),
      /** The size of the ONNX file, for the progress bar. */
      modelBytes: v.optional(v.number()),
    }),
    {},
  ),
});

const tokenizer = v.object({
  normalizer: v.object({
    type: v.literal("BertNormalizer"),
    clean_text: v.literal(true),
    handle_chinese_chars: v.boolean(),
    strip_accents: v.nullish(v.boolean()),
    lowercase: v.boolean(),
  }),
  pre_tokenizer: v.object({ type: v.literal("BertPreTokenizer") }),
  model: v.object({
    type: v.optional(v.literal("WordPiece")),
    unk_token: v.string(),
    continuing_subword_prefix: v.string(),
    max_input_chars_per_word: v.optional(v.number(), 100),
    // Not `record`, which leaves out words such as "prototype" and "constructor".
    vocab: v.custom<Readonly<Record<string, number>>>(isVocabulary),
  }),
});

const tokenizerSettings = v.looseObject({
  /** Some files have 1e30 here, for "no limit known". */
  model_max_length: v.optional(v.pipe(v.number(), v.minValue(16))),
});

/** A model's config.json: what we read of it is checked, the rest is kept as it is. */
export type ModelConfig = v.InferOutput<typeof config>;

/** The parts of a tokenizer.json that a WordPiece tokenizer is made of. */
export type TokenizerFile = v.InferOutput<typeof tokenizer>;

/** @throws InferenceError `model-not-found` when the text is not a model's config.json */
export function parseModelConfig(text: string, model: string): ModelConfig {
  return parseFile({ schema: config, text, model, file: "config.json" });
}

/** @throws InferenceError `model-not-found` when the text is not a WordPiece tokenizer.json with BERT's special tokens */
export function parseTokenizer(text: string, model: string): TokenizerFile {
  const file = parseFile({ schema: tokenizer, text, model, file: "tokenizer.json" });
  const missing = [...specialPieces, file.model.unk_token].find(
    (piece) => !Object.hasOwn(file.model.vocab, piece),
  );
  if (missing === undefined) return file;
  throw wrongFileError(
    `The tokenizer.json of the model "${model}" has no piece "${missing}", without which Pilotlight cannot build what a BERT-like model reads`,
  );
}

/** Most tokens that a tokenizer_config.json allows; undefined where it names no limit or is none. */
export function parseTokenLimit(text: string): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const result = v.safeParse(tokenizerSettings, value);
  return result.success ? result.output.model_max_length : undefined;
}

// A model reads them around its texts and between them.
const specialPieces = ["[CLS]", "[SEP]", "[PAD]"];

interface FileToParse<Output> {
  readonly schema: v.GenericSchema<unknown, Output>;
  readonly text: string;
  readonly model: string;
  readonly file: string;
}

function parseFile<Output>({ schema, text, model, file }: FileToParse<Output>): Output {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrongFileError(`The ${file} of the model "${model}" is not JSON`, error);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? "its top level";
  throw wrongFileError(
    `The ${file} of the model "${model}" is not one that Pilotlight reads (${path}): it reads BERT-like models with a WordPiece tokenizer`,
  );
}

function wrongFileError(what: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "model-not-found",
    `${what}. Check the model's folder, or set another model.`,
    { retryable: true, cause },
  );
}

function isVocabulary(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((id) => typeof id === "number")
  );
}
