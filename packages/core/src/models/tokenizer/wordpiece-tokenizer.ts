// Text → WordPiece ids with offsets into the caller's own text: the ids of transformers.js's
// tokenizer, plus the places that it does not give. Special tokens in a text are plain text here, so
// that no input can end a question early.
import type { Span } from "../../contract/span.ts";
import { normalizeChunk, type NormalizerSettings } from "./bert-normalizer.ts";
import type { TokenizerFile } from "../onnx/parse-model-files.ts";
import type { Tokenizer, Tokens } from "./tokenizer.ts";
import { isPunctuation, isSpace } from "./unicode-classes.ts";

interface TokenList {
  readonly ids: number[];
  readonly spans: Span[];
  /** The pieces of the words so far: most words of a text come again. */
  readonly pieces: Map<string, readonly Piece[]>;
}

/** A piece of a normalized word: its id and its place in the word. */
type Piece = readonly [id: number, start: number, end: number];

/** A WordPiece tokenizer made of a tokenizer.json; linear in the text's length. */
export class WordPieceTokenizer implements Tokenizer {
  readonly startId: number;
  readonly separatorId: number;
  readonly padId: number;
  readonly #settings: NormalizerSettings;
  readonly #vocabulary: ReadonlyMap<string, number>;
  readonly #prefix: string;
  readonly #unknownId: number;
  readonly #maxWordLength: number;
  readonly #longestPiece: number;

  constructor({ normalizer, model }: TokenizerFile) {
    this.#vocabulary = new Map(Object.entries(model.vocab));
    this.#prefix = model.continuing_subword_prefix;
    this.#maxWordLength = model.max_input_chars_per_word;
    this.#longestPiece = Object.keys(model.vocab).reduce(
      (most, { length }) => Math.max(most, length),
      0,
    );
    this.#unknownId = this.#vocabulary.get(model.unk_token) ?? 0;
    this.startId = this.#vocabulary.get("[CLS]") ?? this.#unknownId;
    this.separatorId = this.#vocabulary.get("[SEP]") ?? this.#unknownId;
    this.padId = this.#vocabulary.get("[PAD]") ?? 0;
    this.#settings = {
      hasSpacedCjk: normalizer.handle_chinese_chars,
      isLowercased: normalizer.lowercase,
      hasAccentsStripped: normalizer.strip_accents ?? normalizer.lowercase,
    };
  }

  encode(text: string): Tokens {
    const tokens: TokenList = { ids: [], spans: [], pieces: new Map() };
    let start = 0;
    for (let place = 0; place <= text.length; place++) {
      if (place < text.length && !isSpace(text.charCodeAt(place))) continue;
      if (place > start) this.#encodeChunk(text, { start, end: place }, tokens);
      start = place + 1;
    }
    return { ids: tokens.ids, spans: tokens.spans };
  }

  #encodeChunk(text: string, chunk: Span, tokens: TokenList): void {
    const { normalized, spanOf } = normalizeChunk(text, chunk, this.#settings);
    for (const word of words(normalized)) {
      const key = normalized.slice(word.start, word.end);
      const pieces = tokens.pieces.get(key) ?? this.#pieces(key);
      tokens.pieces.set(key, pieces);
      for (const [id, start, end] of pieces) {
        tokens.ids.push(id);
        tokens.spans.push(spanOf(word.start + start, word.start + end));
      }
    }
  }

  #pieces(word: string): readonly Piece[] {
    const unknown: readonly Piece[] = [[this.#unknownId, 0, word.length]];
    if (word.length > this.#maxWordLength && codePointCount(word) > this.#maxWordLength) {
      return unknown;
    }
    const pieces: Piece[] = [];
    let start = 0;
    while (start < word.length) {
      const piece = this.#longestPieceAt(word, start);
      if (!piece) return unknown;
      pieces.push(piece);
      start = piece[2];
    }
    return pieces;
  }

  #longestPieceAt(word: string, start: number): Piece | undefined {
    const prefix = start > 0 ? this.#prefix : "";
    const last = Math.min(word.length, start + this.#longestPiece);
    for (let end = last; end > start; end--) {
      const id = this.#vocabulary.get(prefix + word.slice(start, end));
      if (id !== undefined) return [id, start, end];
    }
    return undefined;
  }
}

function* words(text: string): Generator<Span> {
  let start = 0;
  let place = 0;
  while (place < text.length) {
    const codePoint = text.codePointAt(place) ?? 0;
    const next = place + (codePoint > 0xffff ? 2 : 1);
    const isSingle = isPunctuation(codePoint);
    if (isSingle || isSpace(codePoint)) {
      if (place > start) yield { start, end: place };
      if (isSingle) yield { start: place, end: next };
      start = next;
    }
    place = next;
  }
  if (place > start) yield { start, end: place };
}

function codePointCount(text: string): number {
  return Array.from(text).length;
}
