import { expect, test } from "vitest";
import { leadBudget, meanRouge, scoreRanking, summaryOfWords } from "./equal-words.ts";

const sentences = ["one two three", "four five", "six", "seven eight nine ten", "eleven"];

test("the budget is the words of the first three sentences", () => {
  expect(leadBudget(sentences)).toBe(6);
});

test("the last sentence taken is cut to fit, and all stand in the text's order", () => {
  expect(summaryOfWords(sentences, [3, 0, 1], 6)).toEqual(["one two", "seven eight nine ten"]);
});

test("the text's own order gives the first three sentences, whole", () => {
  expect(summaryOfWords(sentences, sentences.keys(), 6)).toEqual(sentences.slice(0, 3));
});

test("a short text gives all of its words", () => {
  expect(summaryOfWords(["a b"], [0], 9)).toEqual(["a b"]);
});

test("a ranking is scored on its words within the budget", () => {
  const perfect = scoreRanking(sentences, [3, 4, 2], ["six", "seven eight nine ten", "eleven"]);
  expect(perfect.rouge1).toBe(1);
});

test("means are in percent", () => {
  const scores = { rouge1: 0.5, rouge2: 0, rougeL: 1, rougeLsum: 0.25 };
  const zero = { rouge1: 0, rouge2: 0, rougeL: 0, rougeLsum: 0 };
  expect(meanRouge([scores, zero])).toEqual({ rouge1: 25, rouge2: 0, rougeL: 50, rougeLsum: 12.5 });
});
