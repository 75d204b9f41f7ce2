// A model whose numbers the test gives, with a real tokenizer over a tiny vocabulary.
import type { TextModel, ModelOutputs } from "../onnx/loaded-model.ts";
import type { Progress } from "../../contract/run-event.ts";
import type { PipelineContext } from "../../tasks/pipeline.ts";
import { WordPieceTokenizer } from "../tokenizer/wordpiece-tokenizer.ts";

const letters = Array.from("abcdefghijklmnopqrstuvwxyz0123456789");
const pieces = [
  ...["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
  ...letters,
  ...letters.map((letter) => `##${letter}`),
  ...["good", "bad", ".", ",", "!", "?", "中", "文"],
];

/** A tokenizer that knows the words "good" and "bad", letters and digits, some signs, and two ideographs. */
export const tinyTokenizer = new WordPieceTokenizer({
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  model: {
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
  },
});

/** The id of a piece of the tiny vocabulary. */
export function tinyId(piece: string): number {
  return pieces.indexOf(piece);
}

interface FakeModelOptions {
  /** The outputs for one sequence of ids. */
  readonly outputs: (ids: readonly number[]) => Readonly<Record<string, readonly number[]>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly maxTokens?: number;
}

/** A TextModel that gives what it is told, and keeps the sequences that it was asked for. */
export function fakeModel({ outputs, config = {}, maxTokens = 512 }: FakeModelOptions) {
  const asked: (readonly number[])[] = [];
  const run = (sequences: readonly (readonly number[])[]): Promise<ModelOutputs> => {
    asked.push(...sequences);
    const rows = sequences.map(outputs);
    const names = Object.keys(rows[0] ?? {});
    const entries = names.map((name) => [
      name,
      rows.map((row) => Float32Array.from(row[name] ?? [])),
    ]);
    return Promise.resolve(Object.fromEntries(entries));
  };
  const model: TextModel = { name: "fake", tokenizer: tinyTokenizer, maxTokens, config, run };
  return { model, asked };
}

/** A pipeline's context around a model, with what was reported. */
export function fakeContext(model: TextModel, checkpoint = () => Promise.resolve()) {
  const reports: Progress[] = [];
  const context: PipelineContext = {
    loadModel: () => Promise.resolve(model),
    report: (progress) => reports.push(progress),
    checkpoint,
  };
  return { context, reports };
}

/** Text with everything that makes offsets hard, as fast-check units. */
export const hardUnits: readonly string[] = [
  ...["a", "b", " ", "Z", "z", "0", "9", "é", "ß", "İ", "Σ", "ς", "σ", "ﬁ"],
  ...["e\u0301", "\u0308", "\u0903", "\u200d", "\u00ad", "\ufeff", "\0", "\u0085"],
  ...["\r\n", "\n", "\t", "\u00a0", "\u3000"],
  ...["中", "文", "\u{20000}", "か", "한", "ㄱ"],
  ...["😀", "👍🏽", "👩‍🚀", "🇩🇪", "\u{1d165}", "\ud83d", "\udc00"],
  ...["“", "”", "’", "…", "-", ".", "'", "(", ")", "%", "[SEP]"],
];
