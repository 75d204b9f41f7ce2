import type { SummarizationInput } from "./input.ts";
import type { SummarizationOutput } from "./output.ts";
import type { Span } from "../../contract/span.ts";
import type { Pipeline } from "../pipeline.ts";
import { rankSentences } from "./sentence-rank.ts";
import { splitSentences } from "../../text/sentences.ts";

const model = "sentence ranking v1";
const hasWord = /[\p{L}\p{N}]/u;
const endsLikeSentence = /[.!?…。！？।؟]["'”’»)\]]*$/u;
// "LONDON, England (CNN) -- " and the like: where and by whom, before the sentence proper.
const dateline =
  /^(?:\p{Lu}[\p{L} .,'’-]{1,40})?\((?:CNN[\w ]*|AP|Reuters|AFP|UPI|PTI|Xinhua)\)\s*(?:[-–—]+\s*)?(?=\S)/u;
// The most sentences in relation to the text's, and how many of a text of ordinary length.
const sizes: Readonly<Record<string, { readonly count: number; readonly share: number }>> = {
  short: { count: 2, share: 0.2 },
  medium: { count: 3, share: 0.5 },
  long: { count: 6, share: 0.75 },
};
// A text of this many sentences is of ordinary length; each doubling adds a quarter, up to twice.
const ordinarySentences = 64;

/**
 * A summary of whole sentences of the text, in their order. `short` is one or two sentences, `medium`
 * three and `long` six, fewer in a text of a few sentences (at most a fifth, a half, three quarters of
 * it, rounded up) and slowly more in a long one (twice as many from 1,024 sentences); a number is that
 * many.
 */
export const summarizationPipeline: Pipeline<SummarizationInput, SummarizationOutput> = {
  async run({ text, length }, { report, checkpoint }) {
    const candidates = summarySentences(text);
    const texts = candidates.map(({ start, end }) => text.slice(start, end));
    const ranked = await rankSentences(
      texts,
      sentenceCount(length, texts.length),
      async (done, total) => {
        report({ stage: "reading", done: Math.floor(done), total, unit: "sentences" });
        await checkpoint();
      },
    );
    const sentences = ranked
      .toSorted((a, b) => a - b)
      .flatMap((index) => candidates.slice(index, index + 1));
    const summary_text = sentences.map(({ start, end }) => text.slice(start, end)).join(" ");
    return { output: { summary_text, kind: "extractive", sentences }, model };
  },
};

/** The pieces of a text that a summary may be made of: no headings, and no datelines. */
export function summarySentences(text: string): Span[] {
  const pieces = splitSentences(text);
  const withWords = pieces.filter(({ start, end }) => hasWord.test(text.slice(start, end)));
  const whole = withWords.filter(({ start, end }) =>
    endsLikeSentence.test(text.slice(Math.max(start, end - 8), end)),
  );
  // Notes and lists have few full stops; then each line counts.
  const sentences = whole.length * 2 > withWords.length ? whole : withWords;
  return (sentences.length > 0 ? sentences : pieces).map(({ start, end }) => ({
    start: start + (dateline.exec(text.slice(start, Math.min(end, start + 80)))?.[0].length ?? 0),
    end,
  }));
}

function sentenceCount(length: string | number, available: number): number {
  if (typeof length === "number") return Math.min(length, available);
  const { count, share } = sizes[length] ?? { count: 3, share: 0.5 };
  const doublings = Math.log2(Math.max(1, available / ordinarySentences));
  const wanted = Math.round(count * Math.min(2, 1 + doublings / 4));
  return Math.min(wanted, Math.ceil(available * share));
}
