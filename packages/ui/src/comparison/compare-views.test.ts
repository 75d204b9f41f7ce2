import type { OutputView } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { compareViews } from "./compare-views.ts";

const text = (words: string): OutputView => ({ kind: "text", label: "Summary", text: words });
const scores = (verdict: string, score: number): OutputView => ({
  kind: "scores",
  label: "Sentiment",
  verdict,
  tone: "positive",
  scores: [{ label: "POSITIVE", score }],
});

describe("two answers", () => {
  test("are compared word by word, and the pieces make both texts again", () => {
    const small = "The light was lit in 1904. It is white.";
    const large = "The new light was lit in 1904.";
    const [compared] = compareViews([text(small)], [text(large)]);
    if (compared?.kind !== "text" || !compared.parts) throw new Error("No parts");
    const without = (side: string) =>
      compared.parts
        ?.filter((part) => part.side !== side)
        .map((part) => part.text)
        .join("");
    expect(without("second")).toBe(small);
    expect(without("first")).toBe(large);
    expect(compared.parts.find(({ side }) => side === "second")?.text.trim()).toBe("new");
    expect(compared.isSame).toBe(false);
  });

  test("have their verdicts side by side", () => {
    expect(compareViews([scores("Positive", 0.91)], [scores("Mixed", 0.5)])).toEqual([
      {
        kind: "verdict",
        label: "Sentiment",
        isSame: false,
        first: "Positive (POSITIVE 91 %)",
        second: "Mixed (POSITIVE 50 %)",
      },
    ]);
  });

  test("leave out what one of them has alone, and marks in a text that has nothing in common", () => {
    expect(compareViews([scores("Positive", 1)], [text("good")])).toEqual([]);
    const words = (mark: string) =>
      Array.from({ length: 800 }, (_, index) => `${mark}${index}`).join(" ");
    const [compared] = compareViews([text(words("a"))], [text(words("b"))]);
    expect(compared).toMatchObject({ isSame: false, parts: null });
  });
});
