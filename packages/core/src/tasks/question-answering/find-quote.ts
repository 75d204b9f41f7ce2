// Where a text says what a model claims that it says: exactly, or up to case, accents, spaces and
// punctuation.
import type { Span } from "../../contract/span.ts";

const wordCharacter = /^[\p{L}\p{N}]$/u;
// Written without spaces between words, so that every place may be the edge of a word.
const spaceless =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

/** Letters and digits of a text in one case without accents, and where each unit of them stood. */
interface Letters {
  readonly text: string;
  readonly places: readonly Span[];
}

/** Finds quotes in one text. */
export interface QuoteFinder {
  /** The first place of a quote, whole words only, within a part of the text if one is given; null when it is not there. */
  find(quote: string, within?: Span): Span | null;
}

/** A finder for a text, which is prepared once for all its quotes. */
export function quoteFinder(text: string): QuoteFinder {
  let letters: Letters | undefined;
  return {
    find(quote, within = { start: 0, end: text.length }) {
      const wanted = quote.trim();
      const exact = firstOf(exactPlaces(text, wanted), text, within);
      if (exact) return exact;
      letters ??= lettersOf(text);
      return firstOf(loosePlaces(text, wanted, letters), text, within);
    },
  };
}

function firstOf(places: Iterable<Span>, text: string, within: Span): Span | null {
  for (const span of places) {
    if (span.end > within.end) return null;
    if (span.start >= within.start && isWholeWords(text, span)) return span;
  }
  return null;
}

function* exactPlaces(text: string, wanted: string): Generator<Span> {
  if (wanted === "") return;
  for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + 1)) {
    yield { start, end: start + wanted.length };
  }
}

function* loosePlaces(text: string, wanted: string, letters: Letters): Generator<Span> {
  const needle = lettersOf(wanted).text;
  if (needle === "") return;
  for (let at = letters.text.indexOf(needle); at >= 0; at = letters.text.indexOf(needle, at + 1)) {
    const first = letters.places[at];
    const last = letters.places[at + needle.length - 1];
    if (first && last) yield withSigns(text, { start: first.start, end: last.end }, wanted);
  }
}

function lettersOf(text: string): Letters {
  const places: Span[] = [];
  let letters = "";
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    for (const part of character.normalize("NFKD").toLowerCase()) {
      if (!wordCharacter.test(part)) continue;
      letters += part;
      for (let unit = 0; unit < part.length; unit += 1) places.push({ start, end });
    }
    start = end;
  }
  return { text: letters, places };
}

/** The span with the signs that the quote has at its own ends, such as "$" before and a full stop after. */
function withSigns(text: string, { start, end }: Span, wanted: string): Span {
  const [before = ""] = /^[^\p{L}\p{N}]*/u.exec(wanted) ?? [];
  const [after = ""] = /[^\p{L}\p{N}]*$/u.exec(wanted) ?? [];
  for (const sign of Array.from(before).toReversed()) {
    if (text.endsWith(sign, start)) start -= sign.length;
  }
  for (const sign of after) {
    if (text.startsWith(sign, end)) end += sign.length;
  }
  return { start, end };
}

function isWholeWords(text: string, { start, end }: Span): boolean {
  return !isInsideWord(text, start) && !isInsideWord(text, end);
}

function isInsideWord(text: string, place: number): boolean {
  const before = Array.from(text.slice(Math.max(0, place - 2), place)).at(-1) ?? "";
  const after = String.fromCodePoint(text.codePointAt(place) ?? 0x20);
  return [before, after].every((side) => wordCharacter.test(side) && !spaceless.test(side));
}
