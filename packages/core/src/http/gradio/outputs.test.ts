import { describe, expect, it } from "vitest";
import type { RunInfo } from "../../contract/run-event.ts";
import { questionAnswering } from "../../tasks/question-answering/task.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { summarization } from "../../tasks/summarization/task.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { noValues, outputValues, partialValues } from "./outputs.ts";

const run: RunInfo = {
  id: "1",
  backend: "onnx",
  role: "small",
  model: "m",
  reason: "r",
  reasonFacts: { code: "at-once" },
  cached: false,
  queueMs: 0,
  computeMs: 1,
  notice: null,
  noticeFacts: [],
};

describe("outputValues", () => {
  it("gives the answer, its place in tokens that join to the whole text, and everything as JSON", () => {
    const input = { question: "Who?", context: "It was 😀 Ann, ja.", topK: 1 };
    const place = { answer: "Ann", score: 0.9, start: 10, end: 13 };
    const output = { found: true, ...place, answers: [place], quote: null };
    expect(outputValues(questionAnswering, { input, output, run })).toEqual([
      "Ann",
      [
        { token: "It was 😀 ", class_or_confidence: null },
        { token: "Ann", class_or_confidence: "answer" },
        { token: ", ja.", class_or_confidence: null },
      ],
      { ...output, run },
    ]);
  });

  it("marks nothing when there is no answer", () => {
    const input = { question: "Who?", context: "Nobody.", topK: 1 };
    const none = { answer: "", score: 0, start: null, end: null };
    const output = { found: false, ...none, answers: [], quote: null };
    const [answer, tokens] = outputValues(questionAnswering, { input, output, run });
    expect([answer, tokens]).toEqual(["", [{ token: "Nobody.", class_or_confidence: null }]]);
  });

  it("gives a label with its confidences, best first", () => {
    const scores = [
      { label: "NEGATIVE", score: 0.8 },
      { label: "POSITIVE", score: 0.2 },
    ];
    const output = { label: "NEGATIVE", score: 0.8, scores, sentences: null, reason: null };
    const [label] = outputValues(sentimentAnalysis, { input: { text: "x" }, output, run });
    expect(label).toEqual({
      label: "NEGATIVE",
      confidences: [
        { label: "NEGATIVE", confidence: 0.8 },
        { label: "POSITIVE", confidence: 0.2 },
      ],
    });
  });

  it("leaves out what needs an input that is not kept any more", () => {
    const output = { summary_text: "s", kind: "abstractive", sentences: null };
    expect(outputValues(summarization, { input: null, output, run })).toEqual([
      null,
      { ...output, run },
    ]);
  });

  it("has no text under the key path, which Python's client would ask for as a file", () => {
    const output = { path: "a/b", inner: [{ path: "c" }, { path: 1 }] };
    expect(outputValues(wordCount, { input: null, output, run })).toEqual([
      { path_: "a/b", inner: [{ path_: "c" }, { path: 1 }], run },
    ]);
  });
});

describe("partialValues", () => {
  it("puts the text so far where the task streams, and null everywhere else", () => {
    expect(partialValues(summarization, "So fa")).toEqual(["So fa", null]);
    expect(noValues(questionAnswering)).toEqual([null, null, null]);
  });
});
