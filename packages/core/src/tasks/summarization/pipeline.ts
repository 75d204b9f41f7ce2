import type { Span } from "../../contract/span.ts";
import { type ReadText, readText } from "../../text/read-text.ts";
import type { TextUnit } from "../../text/text-unit.ts";
import type { Pipeline } from "../pipeline.ts";
import { rankSentences } from "./sentence-rank.ts";
import type { SummarizationInput } from "./input.ts";
import type { SummarizationOutput } from "./output.ts";

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
// A summary has at most this share of the text's words; a short text may keep more, but never all.
const mostOfWords = 1 / 3;
const shortTextWords = 100;
const mostOfShortText = 0.75;
// Looked at beside the wanted ones, in case those are too long or say the same.
const spareSentences = 8;

/**
 * A summary of whole sentences of the text, in their order. `short` is one or two sentences, `medium`
 * three and `long` six, fewer in a text of a few sentences (at most a fifth, a half, three quarters of
 * it, rounded up) and slowly more in a long one (twice as many from 1,024 sentences), and never more than
 * a third of the words of a text that has 100 or more; a number is that many.
 */
export const summarizationPipeline: Pipeline<SummarizationInput, SummarizationOutput> = {
  async run({ text, length }, { report, checkpoint }) {
    const read = await readText(text, checkpoint);
    const candidates = summarySentences(read);
    const texts = candidates.map(({ start, end }) => read.plain.text.slice(start, end));
    const count = sentenceCount(length, texts.length);
    const ranked = await rankSentences(texts, count + spareSentences, async (done, total) => {
      report({ stage: "reading", done: Math.floor(done), total, unit: "sentences" });
      await checkpoint();
    });
    const mostWords = typeof length === "number" ? Infinity : wordBudget(texts);
    const chosen = withinBudget(ranked, texts, { count, mostWords }).toSorted((a, b) => a - b);
    const sentences = chosen.flatMap((index) =>
      candidates.slice(index, index + 1).map((span) => read.plain.sourceSpan(span)),
    );
    const summary_text = chosen.map((index) => texts[index]).join(" ");
    return {
      output: { summary_text, kind: "extractive", sentences },
      model,
      notice: noticeOf(texts),
    };
  },
};

function noticeOf(texts: readonly string[]): string | null {
  if (!texts.some((text) => hasWord.test(text))) return "The text has no words to summarize.";
  return texts.length === 1 ? "The text is one sentence: there is nothing to leave out." : null;
}

/** The pieces of a text that a summary may be made of: no headings, rows or other people's mail, and no datelines. */
export function summarySentences({ plain, units }: ReadText): Span[] {
  const { text } = plain;
  const withWords = units.filter(({ start, end }) => hasWord.test(text.slice(start, end)));
  const pieces = bestKind(text, withWords);
  const sentences = pieces.length > 0 ? pieces : withWords.length > 0 ? withWords : units;
  return sentences.map(({ start, end }) => ({
    start: start + (dateline.exec(text.slice(start, Math.min(end, start + 80)))?.[0].length ?? 0),
    end,
  }));
}

/** Prose first; a text that is mostly a list or a table has its items, or its rows. */
function bestKind(text: string, units: readonly TextUnit[]): readonly TextUnit[] {
  const own = units.filter(({ kind }) => kind !== "quoted" && kind !== "boilerplate");
  const prose = own.filter(({ kind }) => kind === "prose");
  const whole = prose.filter(({ start, end }) =>
    endsLikeSentence.test(text.slice(Math.max(start, end - 8), end)),
  );
  // Notes have few full stops; then each line counts.
  const sentences = whole.length * 2 > prose.length ? whole : prose;
  const items = own.filter(({ kind }) => kind === "item");
  const prosaic = items.length > sentences.length * 2 ? [...sentences, ...items] : sentences;
  if (prosaic.length > 0) return prosaic.toSorted((a, b) => a.start - b.start);
  const rest = own.filter(({ kind }) => kind !== "heading");
  return rest.length > 0 ? rest : own;
}

function sentenceCount(length: string | number, available: number): number {
  if (typeof length === "number") return Math.min(length, available);
  const { count, share } = sizes[length] ?? { count: 3, share: 0.5 };
  const doublings = Math.log2(Math.max(1, available / ordinarySentences));
  const wanted = Math.round(count * Math.min(2, 1 + doublings / 4));
  return Math.min(wanted, Math.ceil(available * share));
}

function wordBudget(texts: readonly string[]): number {
  const words = texts.reduce((sum, text) => sum + countWords(text), 0);
  return words >= shortTextWords
    ? words * mostOfWords
    : Math.min(words * mostOfShortText, shortTextWords * mostOfWords);
}

/** The best sentences that together have no more words than allowed, none said twice; at least one. */
function withinBudget(
  ranked: readonly number[],
  texts: readonly string[],
  { count, mostWords }: { readonly count: number; readonly mostWords: number },
): number[] {
  const said = new Set<string>();
  const chosen: number[] = [];
  let words = 0;
  for (const index of ranked) {
    if (chosen.length >= count) break;
    const text = texts[index] ?? "";
    const size = countWords(text);
    const isNew = !said.has(sameness(text));
    if (!isNew || words + size > mostWords) continue;
    said.add(sameness(text));
    words += size;
    chosen.push(index);
  }
  if (chosen.length > 0 || ranked.length === 0) return chosen;
  const shortest = ranked.toSorted(
    (a, b) => countWords(texts[a] ?? "") - countWords(texts[b] ?? ""),
  );
  return shortest.slice(0, 1);
}

function sameness(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// Scripts without spaces have about two characters a word.
function countWords(text: string): number {
  const unspaced = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu,
  );
  return (text.match(/\S+/gu)?.length ?? 0) + (unspaced?.length ?? 0) / 2;
}
