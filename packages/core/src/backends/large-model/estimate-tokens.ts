// How many tokens a text may have, without the model's tokenizer: Mistral's cannot be had without an
// account, and another model has another. Meant to be too high rather than too low; where it is
// too low all the same, its server refuses the prompt and it is fitted once more, smaller.
import type { Span } from "../../contract/span.ts";

// English takes 4 to 4.5 letters and spaces per token, other languages in Latin letters 3 to 3.5.
const perLetter = 1 / 3;
// Mistral's tokenizer gives each digit its own token, and most signs.
const perSign = 1;
// Letters with accents, and alphabets such as Greek and Cyrillic: a piece of one or two letters.
const perLetterBeyondAscii = 0.7;
// Han, Kana, Hangul, Devanagari and the like: one token, or one for each of up to three bytes.
const perOther = 1.8;

/** The most tokens that a text is expected to have. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let index = 0; index < text.length; index += 1) tokens += weightOf(text.charCodeAt(index));
  return Math.ceil(tokens);
}

function weightOf(unit: number): number {
  if (unit < 0x80) return isAsciiLetterOrSpace(unit) ? perLetter : perSign;
  return unit < 0x530 ? perLetterBeyondAscii : perOther;
}

function isAsciiLetterOrSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a);
}

/** A text in pieces of about equal size and at most `maxTokens` each, cut where a paragraph, a sentence or a word ends. */
export function splitByTokens(text: string, maxTokens: number): readonly Span[] {
  const total = estimateTokens(text);
  const count = Math.ceil(total / maxTokens);
  // Cutting at the end of something makes pieces smaller; a little more room keeps their number.
  const size = Math.min(maxTokens, Math.ceil((total / count) * 1.1));
  const pieces: Span[] = [];
  for (let start = 0; start < text.length;) {
    const end = cutBefore(text, start, furthest(text, start, size));
    pieces.push({ start, end });
    start = end;
  }
  return pieces;
}

/** Where a piece from `start` must end at the latest. */
function furthest(text: string, start: number, maxTokens: number): number {
  let tokens = 0;
  let end = start;
  while (end < text.length) {
    tokens += weightOf(text.charCodeAt(end));
    if (tokens > maxTokens && end > start) break;
    end += 1;
  }
  return end;
}

// Best first; each ends where a piece may.
const borders = [/\n\s*\n/gu, /[.!?…]["”’)\]]*\s+|[。！？]/gu, /\n/gu, /\s+/gu];

function cutBefore(text: string, start: number, end: number): number {
  if (end === text.length) return end;
  const from = start + Math.ceil((end - start) * 0.7);
  const tail = text.slice(from, end);
  for (const border of borders) {
    const last = [...tail.matchAll(border)].at(-1);
    if (last) return from + last.index + last[0].length;
  }
  const isInPair = end - 1 > start && /[\uD800-\uDBFF]/u.test(text.charAt(end - 1));
  return isInPair ? end - 1 : end;
}
