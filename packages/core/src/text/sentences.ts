// Text to sentences: Intl.Segmenter's rules, with repairs for what they get wrong in English news.
// Every look at the text around a boundary is bounded, so the time is linear in the text.
import type { Span } from "../contract/span.ts";
import { isAbbreviation } from "./sentences-abbreviations.ts";
import { lineBreaks, softBreaks } from "./sentences-lines.ts";

// How far a decision looks back from a boundary and ahead of it.
const lookBack = 100;
const lookAhead = 60;
const windowSize = 8192;

const endOfSentence = /[.!?…。！？][\p{Pe}\p{Pf}\p{Pi}"'*]*$/u;
const endOfQuotedCall = /[!?…]["'”’»]+$/;
const startsLower = /^\p{Ll}/u;
// Names such as iPhone and eBay, which may open a sentence.
const startsLikeBrand = /^\p{Ll}\p{Lu}/u;
const hasWord = /[\p{L}\p{N}]/u;
const hasUpper = /\p{Lu}/u;
const listNumber = /^[([]?(?:\d{1,3}|[A-Za-z])[.)]+$/;
// "the end.The next", as in text copied from web pages, and "the end. 12 people": Intl.Segmenter
// wants a space, and no number, after a full stop.
const gluedSentences =
  /(?<=\p{Ll}{2}[.!?]["”’)]?)(?=["“‘(]?\p{Lu}\p{Ll}*[\s,])|(?<=\p{Ll}{2}\.["”’)]?\s)(?=[$£€]?\d)/gu;
// "the end. the next" in text without capitals, which Intl.Segmenter never splits.
const lowerSentences = /(?<=[\p{Ll}\d]{2}[.!?]+["”’)]*\s)(?=["“‘(]?\p{Ll})/gu;

/** The sentences of a text in order, trimmed, none of them empty; a line that is no running text, such as a heading, stands alone. */
export function splitSentences(text: string, locale = "en"): Span[] {
  const soft = softBreaks(text);
  const sentences: Span[] = [];
  let current: Span | undefined;
  for (const piece of pieces(text, locale)) {
    if (current && isOneSentence(text, current, piece, soft)) {
      current = { start: current.start, end: piece.end };
    } else {
      if (current) sentences.push(current);
      current = piece;
    }
  }
  if (current) sentences.push(current);
  return sentences;
}

function* pieces(text: string, locale: string): Generator<Span> {
  for (const { segment, index } of segments(text, locale)) {
    const pattern = hasUpper.test(segment) ? gluedSentences : lowerSentences;
    let start = 0;
    for (const { index: cut } of segment.matchAll(pattern)) {
      if (endsWithAbbreviation(segment, cut, segment.slice(cut, cut + lookAhead))) continue;
      yield* trimmed(segment, start, cut, index);
      start = cut;
    }
    yield* trimmed(segment, start, segment.length, index);
  }
}

// Windows, because older V8 takes time in proportion to the whole text for each segment (Node 20: 28 s
// for 1,000,000 characters). The last segment of a window may be cut short, so it opens the next one.
function* segments(text: string, locale: string): Generator<{ segment: string; index: number }> {
  const segmenter = new Intl.Segmenter(locale, { granularity: "sentence" });
  let start = 0;
  let size = windowSize;
  while (start < text.length) {
    const found = [...segmenter.segment(text.slice(start, start + size))];
    const isLast = start + size >= text.length;
    const last = isLast ? undefined : found.pop();
    for (const { segment, index } of found) yield { segment, index: start + index };
    if (isLast) return;
    size = found.length === 0 ? size * 2 : windowSize;
    start += last?.index ?? 0;
  }
}

function* trimmed(segment: string, from: number, to: number, offset: number): Generator<Span> {
  const piece = segment.slice(from, to);
  const content = piece.trim();
  if (content === "") return;
  const start = offset + from + (piece.length - piece.trimStart().length);
  yield { start, end: start + content.length };
}

function isOneSentence(text: string, left: Span, right: Span, soft: ReadonlySet<number>): boolean {
  const breaks = [...text.slice(left.end, right.start).matchAll(lineBreaks)];
  if (breaks.length > 1) return false;
  const before = text.slice(Math.max(left.start, left.end - lookBack), left.end);
  if (breaks[0]) {
    if (!soft.has(left.end + breaks[0].index)) return false;
    if (!endOfSentence.test(before)) return true;
  }
  if (left.end - left.start <= 6 && listNumber.test(before)) return true;
  const after = text.slice(right.start, Math.min(right.end, right.start + lookAhead));
  if (startsLower.test(after)) return goesOnInLowerCase(before, after);
  return !hasWord.test(after) || endsWithAbbreviation(before, before.length, after);
}

function goesOnInLowerCase(before: string, after: string): boolean {
  if (startsLikeBrand.test(after)) return false;
  // Without a capital nearby the writer uses none, and a small letter says nothing.
  return endOfQuotedCall.test(before) || hasUpper.test(before);
}

function endsWithAbbreviation(text: string, end: number, after: string): boolean {
  const before = text.slice(Math.max(0, end - lookBack), end).trimEnd();
  if (!before.endsWith(".")) return false;
  const wordStart = before.search(/\S+$/);
  const word = before.slice(wordStart).replace(/^[^\p{L}\p{N}]+/u, "");
  return isAbbreviation(word.split(/[-/–—(]/).at(-1) ?? word, after);
}
