// Text to sentences: Intl.Segmenter's rules, with repairs for what they get wrong in English news.
// Every look at the text around a boundary is bounded, so the time is linear in the text.
import type { Span } from "../contract/span.ts";
import { cutClauses } from "./clauses.ts";
import { lineBreaks, softBreaks } from "./lines.ts";
import { isAbbreviation, isMarkedName, isNumberedName } from "./sentences-abbreviations.ts";

// How far a decision looks back from a boundary and ahead of it.
const lookBack = 100;
const lookAhead = 60;
const windowSize = 8192;

const endOfSentence = /[.!?…。！？][\p{Pe}\p{Pf}\p{Pi}"'*]*$/u;
const endOfQuotedCall = /[!?…]["'”’»]+$/;
const startsLower = /^\p{Ll}/u;
// Names such as iPhone and eBay, which may open a sentence.
const startsLikeBrand = /^\p{Ll}\p{Lu}/u;
// How far a quotation is followed.
const quoteReach = 300;
const quoteMarks = [
  ['"', '"'],
  ["“", "”"],
  ["«", "»"],
  ["„", "“"],
] as const;
// After its closing mark a sentence goes on: in a small letter, or after a comma.
const quoteGoesOn = /^(?:,|\s+\p{Ll})/u;
const lineBreakInside = /[\n\r\u2028\u2029]/u;
const hasWord = /[\p{L}\p{N}]/u;
const hasUpper = /\p{Lu}/u;
const listNumber = /^[([]?(?:\d{1,3}|[A-Za-z])[.)]+$/;
// "the end.The next", as in text copied from web pages, and "the end. 12 people": Intl.Segmenter
// wants a space, and no number, after a full stop.
const gluedSentences =
  /(?<=\p{Ll}{2}[.!?]["”’)]?)(?=["“‘(]?\p{Lu}\p{Ll}*[\s,])|(?<=\p{Ll}{2}\.["”’)]?\s)(?=[$£€]?\d)/gu;
// "the end. the next" in text without capitals, which Intl.Segmenter never splits.
const smallOrGlued = new RegExp(
  `(?<=[\\p{L}\\d]{2}[.!?]+["”’)]*\\s)(?=["“‘(]?\\p{Ll})|${gluedSentences.source}`,
  "gu",
);
const afterStop = /([\p{L}\d]{2,}\.)\s+["“‘(]?(?:(\p{Ll})|\p{Lu})/gu;
const fewestBegins = 2;

/**
 * The sentences of a text in order, trimmed, none of them empty; a line that is no running text, such as a
 * heading, stands alone, and speech without any full stop is cut between clauses.
 */
export function splitSentences(text: string, locale = "en"): Span[] {
  const habits = { soft: softBreaks(text), writesSmall: startsSentencesSmall(text) };
  const sentences: Span[] = [];
  let current: Span | undefined;
  for (const piece of pieces(text, locale, habits.writesSmall)) {
    if (current && isOneSentence(text, current, piece, habits)) {
      current = { start: current.start, end: piece.end };
    } else {
      if (current) for (const clause of cutClauses(text, current)) sentences.push(clause);
      current = piece;
    }
  }
  if (current) for (const clause of cutClauses(text, current)) sentences.push(clause);
  return sentences;
}

/** Whether the writer begins sentences with small letters, as many do in messages. */
function startsSentencesSmall(text: string): boolean {
  let small = 0;
  let all = 0;
  for (const { 1: word = "", 2: letter } of text.slice(0, windowSize).matchAll(afterStop)) {
    if (isAbbreviation(word, "", "1 ")) continue;
    all += 1;
    if (letter !== undefined) small += 1;
  }
  return small >= fewestBegins && small * 2 > all;
}

function* pieces(text: string, locale: string, writesSmall: boolean): Generator<Span> {
  for (const { segment, index } of segments(text, locale)) {
    const pattern = writesSmall || !hasUpper.test(segment) ? smallOrGlued : gluedSentences;
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

interface WritingHabits {
  /** The line breaks inside running text. */
  readonly soft: ReadonlySet<number>;
  readonly writesSmall: boolean;
}

function isOneSentence(
  text: string,
  left: Span,
  right: Span,
  { soft, writesSmall }: WritingHabits,
): boolean {
  const breaks = [...text.slice(left.end, right.start).matchAll(lineBreaks)];
  if (breaks.length > 1) return false;
  const before = text.slice(Math.max(left.start, left.end - lookBack), left.end);
  if (breaks[0]) {
    if (!soft.has(left.end + breaks[0].index)) return false;
    if (!endOfSentence.test(before)) return true;
  }
  if (left.end - left.start <= 6 && listNumber.test(before)) return true;
  if (isNumberedName(before)) return true;
  const after = text.slice(right.start, Math.min(right.end, right.start + lookAhead));
  if (isMarkedName(before, after) || isInsideQuote(text, left, right)) return true;
  if (startsLower.test(after) && !writesSmall) return goesOnInLowerCase(before, after);
  return !hasWord.test(after) || endsWithAbbreviation(before, before.length, after);
}

function goesOnInLowerCase(before: string, after: string): boolean {
  if (startsLikeBrand.test(after)) return false;
  // Without a capital nearby the writer uses none, and a small letter says nothing.
  return endOfQuotedCall.test(before) || hasUpper.test(before);
}

// 'She said "Stop! Don\'t move." and left.': the stop stands in a quotation, after which the sentence goes on.
function isInsideQuote(text: string, left: Span, right: Span): boolean {
  const opened = text.slice(Math.max(left.start, left.end - quoteReach), left.end);
  const close = quoteMarks.find((marks) => isOpen(opened, marks))?.[1];
  if (close === undefined) return false;
  const ahead = text.slice(right.start, right.start + quoteReach);
  const closing = ahead.indexOf(close);
  if (closing < 0 || lineBreakInside.test(ahead.slice(0, closing))) return false;
  return quoteGoesOn.test(ahead.slice(closing + 1, closing + 1 + lookAhead));
}

/** Whether a quotation was opened before and not closed. */
function isOpen(before: string, [open, close]: readonly [string, string]): boolean {
  if (open === close) return before.split(open).length % 2 === 0;
  return before.lastIndexOf(open) > before.lastIndexOf(close);
}

function endsWithAbbreviation(text: string, end: number, after: string): boolean {
  const before = text.slice(Math.max(0, end - lookBack), end).trimEnd();
  if (!before.endsWith(".")) return false;
  const wordStart = before.search(/\S+$/);
  const word = before.slice(wordStart).replace(/^[^\p{L}\p{N}]+/u, "");
  return isAbbreviation(word.split(/[-/–—(]/).at(-1) ?? word, after, before.slice(0, wordStart));
}
