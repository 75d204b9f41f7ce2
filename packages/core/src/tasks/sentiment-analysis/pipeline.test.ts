import { expect, test } from "vitest";
import { sentimentAnalysis } from "./task.ts";
import { sentimentPipeline } from "./pipeline.ts";
import { fakeContext, fakeModel, tinyId } from "../../models/testing/fake-model.ts";

const log = (share: number) => Math.log(share / (1 - share));

/** 0.9 for a window with "good", 0.2 for one without. */
function goodOrNot(config: Readonly<Record<string, unknown>> = {}) {
  return fakeModel({
    config,
    outputs: (ids) => ({ logits: [0, log(ids.includes(tinyId("good")) ? 0.9 : 0.2)] }),
  });
}

async function judge(fake: ReturnType<typeof fakeModel>, text: string, sentences = false) {
  const { context, reports } = fakeContext(fake.model);
  const { output } = await sentimentPipeline.run({ text, sentences }, context);
  return { output, reports };
}

test("the scores of both labels come best first and add up to 1", async () => {
  const { output } = await judge(goodOrNot(), "bad, bad");
  expect(sentimentAnalysis.parseOutput(output)).toEqual(output);
  expect(output).toMatchObject({ label: "NEGATIVE", sentences: null, reason: null });
  expect(output.score).toBeCloseTo(0.8);
  expect(output.scores.map(({ label }) => label)).toEqual(["NEGATIVE", "POSITIVE"]);
  expect(output.scores.reduce((sum, { score }) => sum + score, 0)).toBe(1);
});

test("a long text is the mean of its windows, longer ones counting more", async () => {
  const fake = goodOrNot({ pilotlight: { windowTokens: 22 } });
  const { output, reports } = await judge(fake, `good ${"bad ".repeat(40)}`);
  expect(fake.asked.map((ids) => ids.length - 2)).toEqual([14, 13, 14]);
  expect(output.scores.find(({ label }) => label === "POSITIVE")?.score).toBeCloseTo(
    (14 * 0.9 + 27 * 0.2) / 41,
  );
  expect(reports.at(-1)).toEqual({ stage: "reading", done: 3, total: 3, unit: "windows" });
});

test("each sentence gets its label and its place in the text", async () => {
  const text = "It is good.\r\n\r\nThat was bad! ";
  const { output, reports } = await judge(goodOrNot(), text, true);
  expect(output.sentences?.map(({ start, end, label }) => [text.slice(start, end), label])).toEqual(
    [
      ["It is good.", "POSITIVE"],
      ["That was bad!", "NEGATIVE"],
    ],
  );
  expect(reports.at(-1)).toEqual({ stage: "reading", done: 1, total: 2, unit: "sentences" });
});

test("the place of POSITIVE among the logits is the model's own", async () => {
  const { output } = await judge(goodOrNot({ id2label: { 0: "POSITIVE", 1: "NEGATIVE" } }), "good");
  expect(output.label).toBe("NEGATIVE");
  expect(output.score).toBeCloseTo(0.9);
});

test("a temperature above 1 makes scores more modest", async () => {
  const { output } = await judge(goodOrNot({ pilotlight: { temperature: 2 } }), "good");
  expect(output.score).toBeCloseTo(0.75);
});

test("a text without any token is a coin", async () => {
  const { output } = await judge(goodOrNot(), "\u200d");
  expect(output.score).toBe(0.5);
});

test("a cancelled run ends between two windows", async () => {
  const fake = goodOrNot({ pilotlight: { windowTokens: 22 } });
  const { context } = fakeContext(fake.model, () => Promise.reject(new Error("aborted")));
  const run = sentimentPipeline.run({ text: "bad ".repeat(100), sentences: false }, context);
  await expect(run).rejects.toThrow("aborted");
  expect(fake.asked).toHaveLength(1);
});

test("of more sentences than a run judges the first are judged, each text once, and the answer says so", async () => {
  const fake = goodOrNot({ pilotlight: { windowTokens: 512 } });
  const { context } = fakeContext(fake.model);
  const text = "It is good. That was bad. ".repeat(10_500);
  const { output, notice } = await sentimentPipeline.run({ text, sentences: true }, context);
  expect(output.sentences).toHaveLength(20_000);
  expect(notice).toContain("Scored the first 20,000 of 21,000 sentences");
  const windows = fake.asked.filter(({ length }) => length > 30).length;
  expect(fake.asked.length - windows).toBe(2);
});
