import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RepetitionGuard } from "./repetition.ts";

/** Feeds a text in pieces of a length, and says what is left of it; null when it is no loop. */
function leftOf(text: string, pieceLength = 5): string | null {
  const guard = new RepetitionGuard();
  for (let start = 0; start < text.length; start += pieceLength) {
    if (guard.feed(text.slice(start, start + pieceLength))) return guard.beforeLoop;
  }
  return null;
}

const opening = "The keeper lit the lamp. The ships came home. ";

describe("RepetitionGuard", () => {
  it.each([
    ["a sentence", "They were glad to see it.", " They were glad to see it."],
    ["a sentence after one that ends alike", "He saw it.", " He saw it."],
    ["a paragraph", "It was dark. Nobody came, and nobody spoke of it until the morning. Then", ""],
    ["a line", "- the lamp is lit.\n", ""],
    ["a sentence in Japanese", "灯台は1904年に建てられた。", "灯台は1904年に建てられた。"],
  ])("cuts %s that comes over and over after its first time", (_what, unit, kept) => {
    const said = `${opening}${`${unit} `.repeat(40)}`;
    const left = leftOf(said) ?? "none";
    expect(left.startsWith(opening.trim())).toBe(true);
    expect(left.length).toBeLessThanOrEqual(opening.length + 2 * unit.length);
    if (kept !== "") expect(left).toBe(`${opening.trim()} ${kept.trim()}`);
  });

  it("cuts words that never end a sentence back to the last sentence", () => {
    expect(leftOf(`${opening}The lamp and ${"the lamp and ".repeat(30)}`)).toBe(opening.trim());
  });

  it("leaves nothing of a text that goes round in circles from its beginning", () => {
    expect(leftOf("very ".repeat(100))).toBe("");
  });

  it.each([
    ["words that are said twice", `${opening.repeat(2)}And then it was morning, and all was well.`],
    [
      "a figure of speech",
      "No, no, no, no, no! It was never, never, never lit, he said. ".repeat(2),
    ],
    ["a list", Array.from({ length: 60 }, (_, line) => `- Lamp ${line} is lit.`).join("\n")],
    ["a rule between two parts", `${opening}\n${"-".repeat(60)}\n${opening}`],
    ["numbers", Array.from({ length: 80 }, (_, year) => `${1900 + year}: ${year} %`).join(", ")],
  ])("lets through %s", (_what, text) => {
    expect(leftOf(text)).toBeNull();
  });

  it("finds the same, in whatever pieces a text comes", () => {
    const words = fc.array(fc.constantFrom("lamp ", "ship ", "Sea. ", "a ", "b"), {
      maxLength: 120,
    });
    const text = fc.tuple(words, words, fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 70 }), ([before, unit, times], length) => {
        const said = before.join("") + unit.join("").repeat(times);
        expect(leftOf(said, length)).toBe(leftOf(said, 1));
      }),
      { numRuns: 200 },
    );
  });

  it("finds every text that repeats words four times, as long as they are no longer than a paragraph", () => {
    const word = fc.constantFrom("lamp ", "ship ", "sea. ", "keeper ", "came ");
    const unit = fc.array(word, { minLength: 6, maxLength: 50 }).map((words) => words.join(""));
    fc.assert(
      fc.property(fc.array(word), unit, (before, repeated) => {
        expect(leftOf(before.join("") + repeated.repeat(4))).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
