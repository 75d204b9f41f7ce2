import { expect, test } from "vitest";
import { QuestionEvidence } from "./question-evidence.ts";
import { topicForms, wordForms } from "./question-words.ts";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";

function wordsOf(text: string): Tokens {
  const spans = Array.from(text.matchAll(/\w+|[^\w\s]/g), ({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  }));
  return { ids: spans.map(() => 1), spans };
}

// Twenty tokens a sentence.
const units = (count: number) =>
  Array.from({ length: Math.ceil(count / 20) }, (_, unit) => ({
    start: 20 * unit,
    end: Math.min(count, 20 * unit + 20),
  }));
const evidenceOf = (topic: readonly string[], forms: readonly string[]) =>
  new QuestionEvidence(new Set(topic), forms, units(forms.length));

const filler = Array.from({ length: 400 }, () => "x");

test("all of a question near a span is a share of 1, none of it a share of 0", () => {
  const evidence = evidenceOf(["red", "car"], ["red", "car", "1999", ...filler]);
  expect(evidence.near(2, 2)).toMatchObject({ near: 1, nearRare: 1, unit: 1, missing: 0 });
  expect(evidence.near(300, 300)).toMatchObject({ near: 0, nearRare: 0, unit: 0, close: 0 });
});

test("what the span itself holds does not count", () => {
  const evidence = evidenceOf(["red", "car"], ["red", "car", ...filler]);
  expect(evidence.near(0, 1).near).toBe(0);
});

test("a rare word counts more than one that stands everywhere", () => {
  const forms = filler.map((form, place) => (place % 20 === 0 ? "common" : form));
  const evidence = evidenceOf(["common", "rare"], forms.with(205, "rare"));
  const { near, nearRare } = evidence.near(10, 10);
  expect(near).toBe(0.5);
  expect(nearRare).toBeLessThan(0.2);
});

test("a question about no word at all has a middling share everywhere", () => {
  const { near } = evidenceOf([], filler).near(1, 1);
  expect(near).toBeGreaterThan(0);
  expect(near).toBeLessThan(1);
});

test("words that shape a question are not looked for, and forms of a word are one", () => {
  const question = "What did the start cost?";
  const asked = topicForms(question, wordsOf(question));
  const forms = wordForms("It costs more, he started.", wordsOf("It costs more, he started."));
  expect(asked.size).toBe(2);
  expect(forms.filter((form) => asked.has(form))).toHaveLength(2);
});

test("a token longer than any word has no form", () => {
  const text = "a".repeat(100_000);
  expect(wordForms(text, wordsOf(text))).toEqual([""]);
  expect(topicForms(text, wordsOf(text)).size).toBe(0);
});
