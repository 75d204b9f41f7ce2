import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { abortError } from "../../contract/inference-error.ts";
import { summarizationExamples } from "./examples.ts";
import type { Progress } from "../../contract/run-event.ts";
import type { PipelineContext } from "../pipeline.ts";
import { splitSentences } from "../../text/sentences.ts";
import { summarizationPipeline } from "./pipeline.ts";

function context(overrides: Partial<PipelineContext> = {}): PipelineContext {
  return {
    loadModel: () => Promise.reject(new Error("A summary needs no model.")),
    report: () => {},
    checkpoint: async () => {},
    ...overrides,
  };
}

async function summarize(text: string, length: string | number = "medium") {
  return (await summarizationPipeline.run({ text, length }, context())).output;
}

const news =
  "LISBON, Portugal (CNN) -- A ferry with 120 people ran aground near Lisbon on Monday, the coast guard said. " +
  "The ferry was on its way to Barreiro when fog came up. " +
  "“I heard a loud bang,” said a passenger. " +
  "All 120 people were taken off the ferry by the coast guard within two hours. " +
  "It was cold. " +
  "The coast guard is looking into why the ferry left its route in the fog. " +
  "A spokesman for the ferry company said the captain has 30 years of experience. " +
  "Scroll down for video. " +
  "Another ferry ran aground near Lisbon in 2011. " +
  "The weather will be fine on Tuesday.";

describe("summarizationPipeline", () => {
  test("the summary is whole sentences of the text, in the text's order", async () => {
    const { sentences, summary_text, kind } = await summarize(news);
    expect(kind).toBe("extractive");
    expect(sentences).toHaveLength(3);
    const starts = sentences?.map(({ start }) => start) ?? [];
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(sentences?.map(({ start, end }) => news.slice(start, end)).join(" ")).toBe(summary_text);
    const ends = splitSentences(news).map(({ end }) => end);
    expect(ends).toEqual(expect.arrayContaining(sentences?.map(({ end }) => end) ?? []));
  });

  test("it tells what happened, without the dateline and without the page's own words", async () => {
    const { summary_text } = await summarize(news);
    expect(summary_text).toMatch(/^A ferry with 120 people ran aground near Lisbon/);
    expect(summary_text).not.toContain("Scroll down");
  });

  test.each([
    ["short", 10, 2],
    ["short", 5, 1],
    ["medium", 10, 3],
    ["medium", 2, 1],
    ["long", 10, 6],
    ["medium", 1024, 6],
    [4, 10, 4],
    [100, 10, 10],
  ])("length %j of %i sentences gives %i", async (length, available, expected) => {
    const text = Array.from({ length: available }, (_, i) => `Sentence ${i} is here.`).join(" ");
    expect((await summarize(text, length)).sentences).toHaveLength(expected);
  });

  test("a text of one sentence is its own summary", async () => {
    expect(await summarize("  Only this one. ", "long")).toEqual({
      summary_text: "Only this one.",
      kind: "extractive",
      sentences: [{ start: 2, end: 16 }],
    });
  });

  test("a heading is no part of a summary", async () => {
    const { summary_text } = await summarize(`Ferry aground near Lisbon\n\n${news}`, 100);
    expect(summary_text).not.toContain("Ferry aground");
  });

  test("a list without full stops is summarized by its lines", async () => {
    const { sentences } = await summarize("buy milk\ncall Ann\npay the rent\nfix the tap", 2);
    expect(sentences).toHaveLength(2);
  });

  test("a sentence that only repeats another gives way to one that says something new", async () => {
    const repeated = "The ferry ran aground near Lisbon on Monday in thick fog.";
    const other = "The company must pay a fine of three million euros to the fishermen.";
    const text = `${repeated} ${repeated} ${other} Rain fell. Birds sang. Nobody knew.`;
    expect((await summarize(text, 2)).summary_text).toBe(`${repeated} ${other}`);
  });

  test.each([
    ["Chinese", "今天下雨。我们在家读书。明天天气会好。我们去公园。大家都很高兴。"],
    ["Arabic", "هطل المطر اليوم. قرأنا الكتب في البيت. سيكون الطقس جميلا غدا."],
    ["German", "Heute regnet es in Köln. Wir lesen zu Hause. Morgen wird es schön."],
    ["signs only", "... !!! ???"],
    ["emoji", "😀😀. 👩‍👩‍👧! 😀"],
  ])("reads %s without failing", async (_, text) => {
    const { sentences } = await summarize(text, "short");
    expect(sentences).not.toHaveLength(0);
  });

  test.each(summarizationExamples)(
    "the example “$title” gets a shorter text",
    async ({ input }) => {
      const text = input.text ?? "";
      const { summary_text } = await summarize(text, input.length);
      expect(summary_text.length).toBeLessThan(text.length * 0.7);
    },
  );

  test("any text: the spans are what the summary says", async () => {
    const piece = fc.constantFrom(
      "A dog ran. ",
      "Is it? ",
      "\r\n\r\n",
      "é́ 😀. ",
      "漢字。",
      "(CNN) ",
      "x",
      "U.S. ",
    );
    const texts = fc
      .array(piece, { minLength: 1, maxLength: 60 })
      .map((pieces) => `a${pieces.join("")}`);
    const lengths = fc.constantFrom("short", "medium", "long", 1, 7);
    await fc.assert(
      fc.asyncProperty(texts, lengths, async (text, length) => {
        const { sentences, summary_text } = await summarize(text, length);
        expect(sentences?.map(({ start, end }) => text.slice(start, end)).join(" ")).toBe(
          summary_text,
        );
        expect(summary_text).toBe(summary_text.trim());
        expect(summary_text).not.toBe("");
      }),
      { numRuns: 200 },
    );
  });

  test("a long text reports how far it is and lets a cancel in", async () => {
    const text = "The fox ran over the hill and met a dog. ".repeat(1000);
    const done: number[] = [];
    const report = (progress: Progress) => void done.push(progress.done);
    await summarizationPipeline.run({ text, length: 2 }, context({ report }));
    expect(done.length).toBeGreaterThan(4);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThanOrEqual(1000);

    const checkpoint = vi
      .fn<() => Promise<void>>()
      .mockResolvedValueOnce()
      .mockRejectedValue(abortError());
    const run = summarizationPipeline.run({ text, length: 2 }, context({ checkpoint }));
    await expect(run).rejects.toMatchObject({ code: "aborted" });
    expect(checkpoint).toHaveBeenCalledTimes(2);
  });

  test("a long text is read to its end", async () => {
    const dogs = (from: number) =>
      Array.from(
        { length: 600 },
        (_, i) => `Person ${from + i} met ${i % 97} dogs near the old mill in town ${i % 31}.`,
      ).join(" ");
    const text = `${dogs(0)} The mayor of town 7 said on Monday that the mill burns. ${dogs(600)}`;
    const { sentences } = await summarize(text, 1_000);
    expect(sentences).toHaveLength(1_000);
    expect(sentences?.at(-1)?.end).toBeGreaterThan(text.length * 0.9);
  });
});
