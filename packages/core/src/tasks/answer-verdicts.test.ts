import { expect, it } from "vitest";
import { answerVerdict } from "./answer-verdicts.ts";
import { tasks } from "./registry.ts";

it("every task's answers are read: the samples that the page shows have a verdict", () => {
  for (const { id, examples } of tasks) {
    const answers = examples.flatMap(({ answer }) => (answer ? [answer.output] : []));
    expect(answers.length).toBeGreaterThan(0);
    for (const output of answers) expect([id, answerVerdict(id, output)]).not.toEqual([id, null]);
  }
});

it.each([
  ["sentiment-analysis", { label: "POSITIVE", score: 0.9 }, { verdict: "positive", score: 0.9 }],
  ["sentiment-analysis", { label: "NEGATIVE", score: 0.7 }, { verdict: "negative", score: 0.7 }],
  ["sentiment-analysis", { label: "NEGATIVE", score: 0.64 }, { verdict: "unclear", score: 0.64 }],
  ["question-answering", { found: true, score: 0.5 }, { verdict: "found", score: 0.5 }],
  ["question-answering", { found: false, score: null }, { verdict: "not-found", score: null }],
  ["summarization", { kind: "extractive" }, { verdict: "extractive", score: null }],
  ["summarization", { kind: "poetic" }, null],
  ["word-count", { words: 1 }, null],
])("an answer of %s that is %j has the verdict %j", (task, output, verdict) => {
  expect(answerVerdict(task, output)).toEqual(verdict);
});
