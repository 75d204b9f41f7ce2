// The models that the repository ships, from their files to answers.
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ModelLoader } from "./onnx/model-loader.ts";
import { parseModelConfig } from "./onnx/parse-model-files.ts";
import { questionAnsweringPipeline } from "../tasks/question-answering/pipeline.ts";
import { sentimentPipeline } from "../tasks/sentiment-analysis/pipeline.ts";
import { tasks } from "../tasks/registry.ts";
import { embeddedModelFolders, embeddedModels } from "./embedded-models.ts";

const baseUrl = fileURLToPath(new URL("../../../../apps/web/static/models/", import.meta.url));
const loader = new ModelLoader({ baseUrl, models: embeddedModelFolders });
const context = {
  loadModel: (taskId: string) => loader.load(taskId),
  report: () => undefined,
  checkpoint: () => Promise.resolve(),
};

// Written for this test.
const story =
  "The lighthouse of Port Ansel was built in 1874 by Mary Okonkwo-Reyes.\r\n" +
  "It stands on a rock called “the Café” because sailors used to meet there. 🗼 " +
  "A storm destroyed the first lamp in 1911, and the town bought a new one for £2,300.";

describe.each(embeddedModels)("$folder", ({ folder, name }) => {
  test("has a card, and its config names it and its size", async () => {
    const config = parseModelConfig(
      await readFile(`${baseUrl}${folder}/config.json`, "utf8"),
      folder,
    );
    const { size } = statSync(`${baseUrl}${folder}/onnx/model_quantized.onnx`);
    expect(config.pilotlight).toMatchObject({ name, modelBytes: size });
    expect(existsSync(`${baseUrl}${folder}/README.md`)).toBe(true);
  });
});

test.each([
  ["Who built the lighthouse?", "Mary Okonkwo-Reyes"],
  ["When was the lighthouse built?", "1874"],
  ["What destroyed the first lamp?", "storm"],
])("%s is answered with a piece of the text", async (question, answer) => {
  const { output } = await questionAnsweringPipeline.run(
    { question, context: story, topK: 3 },
    context,
  );
  expect(output.found).toBe(true);
  expect(output.answer).toContain(answer);
  expect(story.slice(output.start ?? 0, output.end ?? 0)).toBe(output.answer);
});

test("an answer is found at the end of a text of many windows", async () => {
  const filler = "The market sells bread, cheese and flowers on Saturdays. ".repeat(200);
  const { output } = await questionAnsweringPipeline.run(
    { question: "When was the lighthouse built?", context: filler + story, topK: 1 },
    context,
  );
  expect(output).toMatchObject({
    found: true,
    answer: "1874",
    start: filler.length + story.indexOf("1874"),
  });
});

test("a question that the text does not answer is not found", async () => {
  const question = "Which vitamin do oranges contain?";
  const { output } = await questionAnsweringPipeline.run(
    { question, context: story, topK: 1 },
    context,
  );
  expect(output).toMatchObject({ found: false, answer: "", start: null });
});

test("praise is positive and a complaint is negative, sentence by sentence", async () => {
  const text = "The rooms were lovely and the staff was kind. The food was awful.";
  const { output } = await sentimentPipeline.run({ text, sentences: true }, context);
  expect(output.sentences?.map(({ label }) => label)).toEqual(["POSITIVE", "NEGATIVE"]);
});

describe.each(tasks)("the sample of $id", (task) => {
  const [example] = task.examples;

  test("is what its first example gives", async () => {
    const pipeline = await task.loadPipeline();
    const { output, model } = await pipeline.run(task.parseInput(example?.input), context);
    expect({ output, model }).toEqual(closeTo(example?.answer));
  });
});

/** The same value, whose fractions may differ a little: processors round differently. */
function closeTo(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return expect.closeTo(value, 1);
  if (Array.isArray(value)) return value.map(closeTo);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closeTo(part)]));
}

test("a batch gives the rows that single sequences give, without the padding", async () => {
  const model = await loader.load("sentiment-analysis");
  const { startId, separatorId } = model.tokenizer;
  const sequence = (text: string) => [startId, ...model.tokenizer.encode(text).ids, separatorId];
  const [short, long] = [sequence("Mary built it well."), sequence(story)];
  const alone = (await model.run([short])).logits?.[0] ?? new Float32Array();
  const together = (await model.run([short, long])).logits?.[0] ?? new Float32Array();
  expect(together).toHaveLength(2);
  together.forEach((logit, place) => {
    expect(logit).toBeCloseTo(alone[place] ?? NaN, 3);
  });
});

test("in a batch the answer stands where it stands alone", async () => {
  const model = await loader.load("question-answering");
  const { tokenizer } = model;
  const sequence = (text: string) => [
    tokenizer.startId,
    ...tokenizer.encode("Who built it?").ids,
    tokenizer.separatorId,
    ...tokenizer.encode(text).ids,
    tokenizer.separatorId,
  ];
  const [short, long] = [sequence("Mary built it."), sequence(story)];
  const alone = (await model.run([short])).start_logits?.[0] ?? new Float32Array();
  const together = (await model.run([short, long])).start_logits?.[0] ?? new Float32Array();
  expect(together).toHaveLength(short.length);
  // Numbers are rounded to 8 bits over the whole batch, so the logits themselves differ a little.
  const best = (logits: Float32Array) => logits.indexOf(Math.max(...logits));
  expect(best(together)).toBe(best(alone));
  expect(tokenizer.encode("Mary").ids).toContain(short[best(alone)]);
});

test("a model without its ONNX file is named with the next step", async () => {
  const files: Readonly<Record<string, string>> = {
    "config.json": await readFile(`${baseUrl}pilotlight-qa-v2/config.json`, "utf8"),
    "tokenizer.json": await readFile(`${baseUrl}pilotlight-qa-v2/tokenizer.json`, "utf8"),
  };
  const readText = (location: string) =>
    Promise.resolve(files[location.split("/").at(-1) ?? ""] ?? "");
  const empty = new ModelLoader({ baseUrl, models: { task: "no-such-model" } }, { readText });
  const load = empty.load("task");
  await expect(load).rejects.toThrow(/^The model "no-such-model" has no model_quantized\.onnx /);
  await expect(load).rejects.toMatchObject({ code: "model-not-found" });
});
