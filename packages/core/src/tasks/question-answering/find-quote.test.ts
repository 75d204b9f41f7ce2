import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteFinder } from "./find-quote.ts";

function found(text: string, quote: string): string | null {
  const span = quoteFinder(text).find(quote);
  return span && text.slice(span.start, span.end);
}

const text =
  "The “Ole”, a light-\nhouse ship,  cost $1,904.50 in 1904. Café Ångström opened at 18:30!\r\n灯台は1904年に建てられた。 U.S. party.";

describe("quoteFinder finds", () => {
  it.each([
    ["a piece as it is", "house ship", "house ship"],
    ["a piece in another case", "HOUSE SHIP", "house ship"],
    ["other spaces and line ends", "light-house ship, cost", "light-\nhouse ship,  cost"],
    ["other quotation marks", 'The "Ole", a', "The “Ole”, a"],
    ["left-out accents", "cafe angstrom", "Café Ångström"],
    ["a decomposed accent", "Cafe\u0301", "Café"],
    ["the signs at the ends of a quote", "$1,904.50", "$1,904.50"],
    ["signs that the text has otherwise", "$1904.50", "$1,904.50"],
    ["a full stop that the text has not", "18:30.", "18:30"],
    ["a piece of a text without spaces", "1904年", "1904年"],
    ["an abbreviation", "U.S.", "U.S."],
    ["space around a quote", "  party. ", "party."],
  ])("%s", (_what, quote, piece) => {
    expect(found(text, quote)).toBe(piece);
  });

  it("the place within a part before any other", () => {
    const twice = "Ada came. Bob came. Ada left.";
    const within = { start: 20, end: twice.length };
    expect(quoteFinder(twice).find("ada", within)).toEqual({ start: 20, end: 23 });
    expect(quoteFinder(twice).find("Bob", within)).toBeNull();
  });

  it("any piece of whole words at the offsets of the text itself, however it is written", () => {
    const word = fc.constantFrom("Ole", "Café", "18:30", "灯台", "👩‍👩‍👧", "ship,", "“lamp”");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        (words, a, b) => {
          const [first, last] = [a % words.length, b % words.length].toSorted((x, y) => x - y);
          const piece = words.slice(first, (last ?? 0) + 1).join(" ");
          const span = quoteFinder(words.join("  ")).find(piece.toUpperCase());
          const letters = (some: string) => some.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
          const place = span && words.join("  ").slice(span.start, span.end);
          if (letters(piece) !== "") expect(letters(place ?? "")).toBe(letters(piece));
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe("quoteFinder does not find", () => {
  it.each([
    ["what is not there", "a submarine"],
    ["a part of a word", "part"],
    ["nothing", "  "],
    ["signs alone that are not there", "???"],
    ["words in another order", "ship house"],
  ])("%s", (_what, quote) => {
    expect(found(text, quote)).toBeNull();
  });
});
