import fc from "fast-check";
import { expect, test } from "vitest";
import { questionAnswering } from "./task.ts";
import { questionAnsweringPipeline } from "./pipeline.ts";
import {
  fakeContext,
  fakeModel,
  hardUnits,
  tinyId,
  tinyTokenizer,
} from "../../models/testing/fake-model.ts";

const config = {
  pilotlight: {
    windowTokens: 64,
    windowOverlap: 16,
    answerThreshold: 0.5,
    answerWeights: { span: 1, window: 0, near: 0, nearRare: 0, windows: 0, bias: 0 },
  },
};

/** Logits that are high where `piece` stands, in every window. */
function pointingAt(piece: string) {
  const point = (ids: readonly number[]) => ids.map((id) => (id === tinyId(piece) ? 6 : -6));
  return fakeModel({
    config,
    outputs: (ids) => ({ start_logits: point(ids), end_logits: point(ids) }),
  });
}

function noise(seed: number) {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 12 - 6;
  };
  const settings = { ...config.pilotlight, answerThreshold: 0 };
  return fakeModel({
    config: { pilotlight: settings },
    outputs: (ids) => ({ start_logits: ids.map(next), end_logits: ids.map(next) }),
  });
}

async function ask(
  fake: ReturnType<typeof fakeModel>,
  input: { question: string; context: string; topK?: number },
) {
  const { context, reports } = fakeContext(fake.model);
  const result = await questionAnsweringPipeline.run({ topK: 1, ...input }, context);
  return { ...result.output, model: result.model, reports };
}

test("an answer is a piece of the caller's own text, whatever the text and the logits", async () => {
  const text = fc.array(fc.constantFrom(...hardUnits), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(text, fc.nat(), fc.integer({ min: 1, max: 10 }), async (units, seed, topK) => {
      const context = units.join("");
      const output = await ask(noise(seed), { question: "good?", context, topK });
      expect(questionAnswering.parseOutput(output)).toMatchObject({ found: output.found });
      expect(output.answers.length).toBeLessThanOrEqual(topK);
      let previousScore = 1;
      for (const [index, { start, end, answer, score }] of output.answers.entries()) {
        expect(answer).not.toBe("");
        expect(context.slice(start ?? 0, end ?? 0)).toBe(answer);
        expect(score).toBeLessThanOrEqual(previousScore);
        previousScore = score ?? 0;
        for (const other of output.answers.slice(0, index)) {
          expect((start ?? 0) >= (other.end ?? 0) || (end ?? 0) <= (other.start ?? 0)).toBe(true);
        }
      }
      if (output.found) expect(output.answers[0]).toMatchObject({ answer: output.answer });
    }),
    { numRuns: 200 },
  );
});

test("the answer is found wherever it stands in a long text", async () => {
  const filler = "a b c. ".repeat(100);
  for (const context of [`good. ${filler}`, `${filler} good. ${filler}`, `${filler}good`]) {
    const output = await ask(pointingAt("good"), { question: "what?", context });
    expect(output).toMatchObject({ found: true, answer: "good", start: context.indexOf("good") });
  }
});

test("below the threshold nothing is found, and the best score is told", async () => {
  const output = await ask(pointingAt("good"), {
    question: "what?",
    context: "only bad here",
    topK: 3,
  });
  expect(output).toMatchObject({ found: false, answer: "", start: null, end: null, answers: [] });
  expect(output.score).toBeLessThan(0.5);
});

test("a text without any token holds no answer", async () => {
  const output = await ask(pointingAt("good"), { question: "what?", context: "\u200d\0" });
  expect(output).toMatchObject({ found: false, score: 0 });
});

test("the best answer is the same for every topK", async () => {
  const context = "good a b, c d e. f g? h i! j k l m n o p ".repeat(5);
  const best = async (topK: number) =>
    (await ask(noise(7), { question: "a?", context, topK })).answer;
  expect(await best(1)).toBe(await best(10));
});

test("a question of any length leaves room for the text, and its end is what is asked", async () => {
  const fake = pointingAt("good");
  const question = `${"z ".repeat(5_000)}bad`;
  const output = await ask(fake, { question, context: `${"a ".repeat(500)}good` });
  expect(output.answer).toBe("good");
  expect(fake.asked.every((ids) => ids.length <= 512)).toBe(true);
  expect(fake.asked[0]).toContain(tinyId("bad"));
});

test("each window is question, separator, text, separator, and is reported", async () => {
  const fake = pointingAt("good");
  const { reports } = await ask(fake, { question: "a", context: "b ".repeat(100) });
  const { startId, separatorId } = tinyTokenizer;
  expect(fake.asked[0]?.slice(0, 3)).toEqual([startId, tinyId("a"), separatorId]);
  expect(fake.asked.every((ids) => ids.at(-1) === separatorId && ids.length <= 64)).toBe(true);
  expect(reports).toHaveLength(fake.asked.length);
  expect(reports.at(-1)).toMatchObject({
    stage: "reading",
    total: fake.asked.length,
    unit: "windows",
  });
});

test("a cancelled run ends between two windows", async () => {
  const fake = pointingAt("good");
  const { context } = fakeContext(fake.model, () => Promise.reject(new Error("aborted")));
  const input = { question: "a", context: "b ".repeat(150), topK: 1 };
  await expect(questionAnsweringPipeline.run(input, context)).rejects.toThrow("aborted");
  expect(fake.asked).toHaveLength(1);
});

test("a model for another task is named with the next step", async () => {
  const fake = fakeModel({ outputs: () => ({ logits: [1, 2] }) });
  await expect(ask(fake, { question: "a", context: "b" })).rejects.toMatchObject({
    code: "model-not-found",
    message:
      'The model "fake" gives no "start_logits", so it is for another task. Set another model.',
  });
});

test("of a question that is longer than a page, only the end that the reader gets ranks the passages", async () => {
  const settings = { ...config.pilotlight, windowTokens: 256 };
  const zeros = (ids: readonly number[]) => ids.map(() => 0);
  const fake = fakeModel({
    config: { pilotlight: settings },
    outputs: (ids) => ({ start_logits: zeros(ids), end_logits: zeros(ids) }),
  });
  const apart = (word: string) => `The ${word} is here. ${"It is so and so. ".repeat(12)}`;
  const words = ["zebra", "ship", "cat", "dog", "egg", "fox", "harbour"];
  const question = `${"Is there a zebra? ".repeat(200)}${"and so on ".repeat(12)}Where is the harbour?`;
  await ask(fake, { question, context: words.map(apart).join("\n\n") });
  const harbour = tinyTokenizer.encode("harbour").ids.join(" ");
  expect(fake.asked[0]?.slice(66).join(" ")).toContain(harbour);
});
