import type { Span } from "../../contract/span.ts";
import { isIdeograph } from "../../models/tokenizer/unicode-classes.ts";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";

const trimmed = /^[\s\p{P}]$/u;
const wordCharacter = /^[\p{L}\p{N}]$/u;
const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** The place in the text of the tokens `first` to `last`, widened to whole words, without the punctuation and space around it; null when nothing is left. */
export function answerSpan(
  text: string,
  { spans }: Tokens,
  { first, last }: { readonly first: number; readonly last: number },
): Span | null {
  let [from, to] = [first, last];
  while (from > 0 && isWithinWord(text, spans[from - 1], spans[from])) from--;
  while (to < spans.length - 1 && isWithinWord(text, spans[to], spans[to + 1])) to++;
  const [start, end] = [spans[from]?.start, spans[to]?.end];
  return start === undefined || end === undefined ? null : trimAnswer(text, { start, end });
}

function isWithinWord(text: string, left: Span | undefined, right: Span | undefined): boolean {
  if (!left || !right || right.start > left.end) return false;
  if (right.start < left.end) return true;
  return [characterBefore(text, left.end), characterAt(text, right.start)].every(
    (char) => wordCharacter.test(char) && !isIdeograph(char.codePointAt(0) ?? 0),
  );
}

/** A span without the punctuation and white space around it; null when nothing is left. */
export function trimAnswer(text: string, span: Span): Span | null {
  let { start, end } = span;
  while (start < end) {
    const char = characterAt(text, start);
    if (!trimmed.test(char) || isKeptAtStart(text, start, end)) break;
    start += char.length;
  }
  while (end > start) {
    const char = characterBefore(text, end);
    if (!trimmed.test(char) || isKeptAtEnd(text, start, end)) break;
    end -= char.length;
  }
  return start < end ? { start, end } : null;
}

// "-40 °C", "#1", "@name" and the "(" of "(a) first" are parts of the answer.
function isKeptAtStart(text: string, start: number, end: number): boolean {
  const char = text.charAt(start);
  if (char === "(" || char === "[" || char === "{") {
    const close = char === "(" ? ")" : char === "[" ? "]" : "}";
    return text.slice(start, Math.min(end, start + 200)).includes(close);
  }
  return /^[-−#@][\p{L}\p{N}]/u.test(text.slice(start, Math.min(end, start + 3)));
}

// "40%", "f(x)" and "U.S." keep their last character.
function isKeptAtEnd(text: string, start: number, end: number): boolean {
  const char = text.charAt(end - 1);
  if (char === "%" || char === "‰") return true;
  const before = text.slice(Math.max(start, end - 200), end - 1);
  const open = pairs[char];
  if (open !== undefined) return before.includes(open);
  return char === "." && /(?:^|[^\p{L}])(?:\p{L}\.)+\p{L}$/u.test(before.slice(-12));
}

function characterAt(text: string, place: number): string {
  return String.fromCodePoint(text.codePointAt(place) ?? 0x20);
}

function characterBefore(text: string, place: number): string {
  const last = text.charCodeAt(place - 1);
  const isLowSurrogate = last >= 0xdc00 && last <= 0xdfff;
  return isLowSurrogate ? text.slice(Math.max(0, place - 2), place) : text.charAt(place - 1);
}
