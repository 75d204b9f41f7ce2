import { expect, test } from "vitest";
import { sentimentViews } from "./output.ts";

const at = { start: 0, end: 1 };
const positive = { ...at, label: "POSITIVE", score: 0.95 } as const;
const negative = { ...at, label: "NEGATIVE", score: 0.95 } as const;
const unsure = { ...at, label: "NEGATIVE", score: 0.6 } as const;

function verdictOf(sentences: (typeof positive | typeof negative | typeof unsure)[] | null) {
  const scores = [{ label: "POSITIVE" as const, score: 0.9 }];
  const output = { label: "POSITIVE", score: 0.9, scores, sentences, reason: null } as const;
  const [view] = sentimentViews({ text: "x", sentences: true }, output);
  return view?.kind === "scores" ? view.verdict : undefined;
}

test("sentences that disagree strongly make a text mixed", () => {
  expect(verdictOf([positive, positive, negative])).toBe("Mixed");
  expect(verdictOf([positive, negative])).toBe("Mixed");
});

test("a text stays what it is where few disagree, or none is sure", () => {
  expect(verdictOf(null)).toBe("Positive");
  expect(verdictOf([positive, unsure, unsure])).toBe("Positive");
  expect(verdictOf([positive, positive, positive, positive, negative])).toBe("Positive");
});
