import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens, splitByTokens } from "./estimate-tokens.ts";

const english = "The keeper lit the lamp at dusk, and the ships came home. ";

describe("estimateTokens", () => {
  // Counts of Mistral's tokenizer are not to be had here; these are bounds that follow from how it is
  // made: a token per digit, at most one per letter of an alphabet, at most one per byte of the rest.
  it.each([
    ["English", english.repeat(20), 4.6],
    ["German", "Der Leuchtturmwärter zündete bei Dämmerung die Lampe an. ".repeat(20), 4],
    ["Russian", "Смотритель зажёг лампу, и корабли вернулись домой. ".repeat(20), 2],
    ["Chinese", "灯塔看守人在黄昏时点亮了灯。".repeat(20), 1],
  ])(
    "counts %s as more tokens than that many characters each would give",
    (_language, text, each) => {
      expect(estimateTokens(text)).toBeGreaterThan(text.length / each);
    },
  );

  it("counts a table of figures as a token per digit", () => {
    expect(estimateTokens("1904 1905 1906")).toBeGreaterThanOrEqual(12);
  });

  it("stays near a third of the characters for English", () => {
    const text = english.repeat(100);
    expect(estimateTokens(text) / text.length).toBeGreaterThan(1 / 3);
    expect(estimateTokens(text) / text.length).toBeLessThan(0.4);
  });

  it("is 0 for nothing, and grows with every character", () => {
    expect(estimateTokens("")).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(estimateTokens(a + b)).toBeGreaterThanOrEqual(estimateTokens(a));
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe("splitByTokens", () => {
  const piecesOf = (text: string, maxTokens: number) =>
    splitByTokens(text, maxTokens).map(({ start, end }) => text.slice(start, end));

  it("gives a text that fits as one piece, and no piece of nothing", () => {
    expect(piecesOf(english, 100)).toEqual([english]);
    expect(piecesOf("", 100)).toEqual([]);
  });

  it("cuts where a paragraph ends, else a sentence, else a word", () => {
    const paragraph = `${english.repeat(3).trim()}\n\n`;
    const paragraphs = piecesOf(paragraph.repeat(20), 200);
    expect(paragraphs.every((piece) => piece.endsWith("home.\n\n"))).toBe(true);
    const sentences = piecesOf(english.repeat(60), 200);
    expect(sentences.every((piece) => piece.endsWith("home. "))).toBe(true);
    const words = piecesOf("lamp ".repeat(2000), 200);
    expect(words.every((piece) => piece.endsWith("lamp "))).toBe(true);
  });

  it("makes pieces of about equal size rather than a small last one", () => {
    const pieces = piecesOf(english.repeat(60), 600);
    const sizes = pieces.map(estimateTokens);
    expect(pieces.length).toBe(3);
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) * 0.6);
  });

  it("loses nothing, keeps each piece within the limit and each character whole", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 3000, size: "max" });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 400 }), (text, maxTokens) => {
        const pieces = piecesOf(text, maxTokens);
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) {
          expect(piece).not.toBe("");
          expect(piece.isWellFormed()).toBe(true);
          expect(estimateTokens(piece)).toBeLessThanOrEqual(maxTokens);
        }
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it("cuts characters without a border, too", () => {
    expect(piecesOf("x".repeat(100_000), 700).length).toBeGreaterThan(40);
  });
});
