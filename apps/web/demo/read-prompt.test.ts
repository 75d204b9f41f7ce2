import { questionAnswering, sentimentAnalysis, summarization } from "@pilotlight/core";
import { describe, expect, it } from "vitest";
import { readPrompt } from "./read-prompt.ts";

const summaryPrompt = await loaded(summarization.loadPrompt?.());
const sentimentPrompt = await loaded(sentimentAnalysis.loadPrompt?.());
const answerPrompt = await loaded(questionAnswering.loadPrompt?.());

async function loaded<Prompt>(prompt: Promise<Prompt> | undefined): Promise<Prompt> {
  if (!prompt) throw new Error("The task has no prompt.");
  return prompt;
}

const text = "The light was lit in 1904.\n\n<text-aaaaaaaaaaaa>\nIt burns.";

describe("the prompts, read as the stand-in gets them", () => {
  it.each([
    ["short", 2],
    ["medium", 4],
    ["long", 7],
    [1, 1],
    [9, 9],
  ])("knows how long a summary of length %s is", (length, sentences) => {
    const asked = summaryPrompt.ask({ text, length });
    expect(readPrompt(asked)).toEqual({ kind: "summary", text, sentences });
  });

  it("knows a piece of a longer text", () => {
    const asked = summaryPrompt.pieces?.ask({ text, length: "short" }, text) ?? "";
    expect(readPrompt(asked)).toEqual({ kind: "summary", text, sentences: 5 });
  });

  it("knows a judgement of a whole and of each sentence", () => {
    expect(readPrompt(sentimentPrompt.ask({ text, sentences: false }))).toEqual({
      kind: "sentiment",
      text,
    });
    const two = "It was warm. The soup was cold.";
    expect(readPrompt(sentimentPrompt.ask({ text: two, sentences: true }))).toEqual({
      kind: "sentiment-by-sentence",
      sentences: ["It was warm.", "The soup was cold."],
    });
  });

  it("knows a question and how many answers it wants", () => {
    const input = { question: "When was it lit?", context: text };
    const { question } = input;
    expect(readPrompt(answerPrompt.ask({ ...input, topK: 1 }))).toEqual({
      kind: "answers",
      question,
      text,
      topK: 1,
    });
    expect(readPrompt(answerPrompt.ask({ ...input, topK: 4 }))).toMatchObject({ topK: 4 });
    const piece = answerPrompt.pieces?.ask({ ...input, topK: 1 }, text) ?? "";
    expect(readPrompt(piece)).toEqual({ kind: "helpful-sentences", question, text });
  });

  it("knows what is no prompt of ours", () => {
    expect(readPrompt("Tell me a story.")).toBeNull();
  });
});
