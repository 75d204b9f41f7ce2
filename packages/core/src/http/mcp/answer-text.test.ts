import { describe, expect, it } from "vitest";
import type { RunInfo } from "../../contract/run-event.ts";
import { questionAnswering } from "../../tasks/question-answering/task.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { answerText } from "./answer-text.ts";

const run: RunInfo = {
  id: "0123456789abcdef0123456789abcdef",
  backend: "onnx",
  role: "small",
  model: "small model",
  reason: "the server's CPU answers at once",
  reasonFacts: { code: "at-once" },
  cached: false,
  queueMs: 0,
  computeMs: 12.5,
  notice: null,
  noticeFacts: [],
};
const lastLine = "small model · the server's CPU · 12.5 ms";

describe("an answer in words", () => {
  it("gives the answer first, then where it stands", () => {
    const context = "The lamp was lit in 1921.";
    const input = questionAnswering.parseInput({ question: "When?", context });
    const place = { score: 0.9, start: 20, end: 24 };
    const output = { found: true, answer: "1921", ...place, answers: [], quote: null };
    expect(answerText(questionAnswering.views(input, output), run)).toBe(
      `1921\n\nIn your text:\n- "1921" (the answer, 20–24)\n\n${lastLine}`,
    );
  });

  it("gives labels with their scores", () => {
    const input = sentimentAnalysis.parseInput({ text: "Fine." });
    const scores = [
      { label: "POSITIVE" as const, score: 0.93 },
      { label: "NEGATIVE" as const, score: 0.07 },
    ];
    const output = {
      label: "POSITIVE" as const,
      score: 0.93,
      scores,
      sentences: null,
      reason: null,
    };
    expect(answerText(sentimentAnalysis.views(input, output), run)).toBe(
      `Sentiment: Positive (Positive 0.93, Negative 0.07)\n\n${lastLine}`,
    );
  });

  it("gives tables, JSON and long marks in a form that a person reads", () => {
    const text = "x".repeat(1000);
    const views = [
      { kind: "table", label: "Others", columns: ["Answer", "Score"], rows: [["a", "0.10"]] },
      { kind: "json", label: "Output", value: { words: 4 } },
      {
        kind: "marked-text",
        label: "Marks",
        text,
        marks: [{ start: 0, end: 1000, tone: "chosen", label: "all" }],
      },
    ] as const;
    const words = answerText(views, { ...run, cached: true, notice: "The text is not English." });
    expect(words.split("\n\n")).toEqual([
      "Others:\n- Answer | Score\n- a | 0.10",
      'Output: {\n  "words": 4\n}',
      `Marks:\n- "${"x".repeat(300)}…" (all, 0–1000)`,
      "small model · the server's CPU · from the cache\nThe text is not English.",
    ]);
  });
});
