// Which line breaks end something, and which only wrap a paragraph at a width, as in mail and PDF text.
import type { Span } from "../contract/span.ts";

/** Every line break that Unicode knows, `\r\n` as one. */
export const lineBreaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/** A line without the white space around it, and the place of its break. */
export interface TextLine extends Span {
  readonly text: string;
  /** Where the line's break stands in the text; the text's end for the last line. */
  readonly breakAt: number;
}

// A line this short is not wrapped, and a paragraph on one line is longer than the second.
const minWidth = 40;
const maxWidth = 120;
// Of the lines of a wrapped paragraph that writes capitals, at least this share goes on in small letters.
const minLowerShare = 1 / 3;
const startsItem =
  /^(?:[-*•‣▪◦–—·+]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\[[ xX]?\])\s+\S|^(?:step|schritt|paso)\s+\d+\s*[.:)]\s/iu;
const endsSentence = /[.!?…:;。！？][\p{Pe}\p{Pf}"'*_]*$/u;
const startsLower = /^["'“‘(]?\p{Ll}/u;
// A line that ends in one of these goes on.
const endsOpen =
  /(?:[,(–—]|\b(?:a|an|the|and|or|but|of|to|in|on|at|by|for|from|with|than|that|which|who|as|is|are|was|were|his|her|their|its|our|my|your|then|into|over|under|between|mr|mrs|ms|dr)\.?)$/iu;

/** Whether a line begins as an item of a list does: a bullet, a number, a letter, a step. */
export function isItem(line: string): boolean {
  return startsItem.test(line);
}

/** The lines of a text in order, empty ones too. */
export function* linesOf(text: string): Generator<TextLine> {
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(lineBreaks)) {
    yield lineOf(text, start, index);
    start = index + lineBreak.length;
  }
  yield lineOf(text, start, text.length);
}

function lineOf(text: string, from: number, to: number): TextLine {
  const whole = text.slice(from, to);
  const content = whole.trim();
  const start = from + (content === "" ? 0 : whole.length - whole.trimStart().length);
  return { text: content, start, end: start + content.length, breakAt: to };
}

/** The places of the line breaks that stand inside running text, where a space could stand as well. */
export function softBreaks(text: string): ReadonlySet<number> {
  const soft = new Set<number>();
  let block: TextLine[] = [];
  for (const line of linesOf(text)) {
    if (line.text !== "") {
      block.push(line);
    } else {
      addSoftBreaks(block, soft);
      block = [];
    }
  }
  addSoftBreaks(block, soft);
  return soft;
}

function addSoftBreaks(block: readonly TextLine[], soft: Set<number>): void {
  const width = block.reduce((widest, line) => Math.max(widest, line.text.length), 0);
  const isWrapped = isWrappedAt(block, width);
  const hasCapitals = block.some((line) => /\p{Lu}/u.test(line.text));
  block.forEach((line, index) => {
    const next = block[index + 1];
    if (!next || isItem(next.text)) return;
    const isFullLine = isWrapped && isFull(line, next, width);
    if (isFullLine || (hasCapitals && isCutOff(line, next)) || isOpen(line)) soft.add(line.breakAt);
  });
}

/** Whether most lines are filled up to one width, as a writer fills them who breaks a paragraph. */
function isWrappedAt(block: readonly TextLine[], width: number): boolean {
  if (width < minWidth || width > maxWidth) return false;
  const pairs = block.slice(1).map((next, index) => ({ line: block[index] ?? next, next }));
  const full = pairs.filter(({ line, next }) => isFull(line, next, width));
  if (full.length * 2 <= pairs.length) return false;
  // Rows of a list can be of one length, too; but each of them begins anew.
  const running = full.filter(
    ({ line, next }) => !isItem(next.text) && !endsSentence.test(line.text),
  );
  const goingOn = running.filter(
    ({ line, next }) =>
      startsLower.test(next.text) || /^[\d$£€"“(]/u.test(next.text) || isOpen(line),
  );
  return goingOn.length >= running.length * minLowerShare;
}

// A line is full when the first word of the next one did not fit on it.
function isFull(line: TextLine, next: TextLine, width: number): boolean {
  const word = /^\S+/.exec(next.text)?.[0] ?? "";
  return line.text.length + 1 + word.length > width;
}

function isCutOff(line: TextLine, next: TextLine): boolean {
  return (
    line.text.length >= minWidth && startsLower.test(next.text) && !endsSentence.test(line.text)
  );
}

function isOpen(line: TextLine): boolean {
  return line.text.length >= minWidth / 2 && endsOpen.test(line.text);
}
