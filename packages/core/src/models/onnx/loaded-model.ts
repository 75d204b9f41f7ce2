import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** One row of numbers per input, such as the logits of each label or the start score of each token. */
export type ModelOutputs = Readonly<Record<string, readonly Float32Array[]>>;

/** A small model, ready to run; what it reads is its kind's to say. */
export interface LoadedModel {
  /** The name shown with answers. */
  readonly name: string;
  /** The model's config.json: labels, and settings of ours under `pilotlight`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A small model that reads text, with the tokenizer that belongs to it. */
export interface TextModel extends LoadedModel {
  readonly tokenizer: Tokenizer;
  /** The longest sequence the model reads, special tokens included. */
  readonly maxTokens: number;
  /**
   * Runs sequences of token ids, padded to one length inside, and gives each output by its graph name
   * with one row per sequence, cut to that sequence's own length where the output is per token.
   */
  run(sequences: readonly (readonly number[])[]): Promise<ModelOutputs>;
}

/** True for a model that reads text. */
export function isTextModel(model: LoadedModel): model is TextModel {
  return "tokenizer" in model;
}
