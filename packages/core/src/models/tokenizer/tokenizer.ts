import type { Span } from "../../contract/span.ts";

/** A text as model tokens, each with the piece of the text that it came from. */
export interface Tokens {
  readonly ids: readonly number[];
  /** For each id its place in the text, in UTF-16 units; sorted, never empty, never inside a surrogate pair. */
  readonly spans: readonly Span[];
}

/** Text to token ids with offsets. `encode` adds no special tokens; their ids are given beside it. */
export interface Tokenizer {
  readonly startId: number;
  readonly separatorId: number;
  readonly padId: number;
  encode(text: string): Tokens;
}
