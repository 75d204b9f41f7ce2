import { expect, test } from "vitest";
import { rouge, rougeWords } from "./rouge.ts";

test("words are a–z and 0–9 in small letters", () => {
  expect(rougeWords("The U.S.' 2.5% naïve-Bayes")).toEqual([
    "the",
    "u",
    "s",
    "2",
    "5",
    "na",
    "ve",
    "bayes",
  ]);
});

test("a summary equal to its reference scores 1 everywhere", () => {
  const text = ["The cat sat.", "It slept."];
  expect(rouge(text, text)).toEqual({ rouge1: 1, rouge2: 1, rougeL: 1, rougeLsum: 1 });
});

test("words, pairs and order count as worked out by hand", () => {
  // Reference 6 words, summary 5. Shared: the, cat, on, the (4 words); “on the” (1 pair of 5 and 4).
  // Longest common subsequence: the cat on the (4).
  const scores = rouge(["The cat sat on the mat."], ["the cat lay on the"]);
  expect(scores.rouge1).toBeCloseTo((2 * 4) / 11);
  expect(scores.rouge2).toBeCloseTo((2 * 2) / 9);
  expect(scores.rougeL).toBeCloseTo((2 * 4) / 11);
  expect(scores.rougeLsum).toBeCloseTo((2 * 4) / 11);
});

test("a word counts as often as it stands on both sides", () => {
  expect(rouge(["a a b"], ["a a a"]).rouge1).toBeCloseTo((2 * 2) / 6);
});

test("ROUGE-L needs the order of the whole text, ROUGE-Lsum that of each sentence", () => {
  const scores = rouge(["one two", "three four"], ["three four", "one two"]);
  expect(scores.rougeL).toBeCloseTo(0.5);
  expect(scores.rougeLsum).toBe(1);
});

test("ROUGE-Lsum joins what several sentences tell of one", () => {
  // w1 w2 of the first and w1 w3 w5 of the second: 4 of the reference's 5 words, of 9 in the summary
  // (the example of Lin's ROUGE paper, in F1).
  const scores = rouge(["w1 w2 w3 w4 w5"], ["w1 w2 w6 w7 w8", "w1 w3 w8 w9 w5"]);
  expect(scores.rougeLsum).toBeCloseTo((2 * 4) / 15);
});

test("an empty summary scores 0", () => {
  expect(rouge(["Some words."], [])).toEqual({ rouge1: 0, rouge2: 0, rougeL: 0, rougeLsum: 0 });
});
