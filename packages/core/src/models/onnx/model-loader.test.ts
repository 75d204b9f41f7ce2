import { expect, test, vi } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import type { Progress } from "../../contract/run-event.ts";
import { ModelLoader } from "./model-loader.ts";
import type { ModelToOpen } from "./onnx-model.ts";
import { fakeModel } from "../testing/fake-model.ts";

const source = { baseUrl: "/models/", models: { "sentiment-analysis": "mood-v1" } };
const tokenizerFile = JSON.stringify({
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3 },
  },
});

function readerOf(files: Readonly<Record<string, string>>) {
  return vi.fn((location: string) =>
    location in files
      ? Promise.resolve(files[location] ?? "")
      : Promise.reject(new InferenceError("model-not-found", location)),
  );
}

const goodFiles = {
  "/models/mood-v1/config.json": '{"max_position_embeddings": 128, "id2label": {"0": "POSITIVE"}}',
  "/models/mood-v1/tokenizer.json": tokenizerFile,
};

test("callers at the same time share one load, and a later one gets the same model", async () => {
  const { model } = fakeModel({ outputs: () => ({}) });
  const openModel = vi.fn(() => Promise.resolve(model));
  const loader = new ModelLoader(source, { readText: readerOf(goodFiles), openModel });
  const models = await Promise.all([
    loader.load("sentiment-analysis"),
    loader.load("sentiment-analysis"),
  ]);
  expect([...models, await loader.load("sentiment-analysis")]).toEqual([model, model, model]);
  expect(openModel).toHaveBeenCalledTimes(1);
});

test("a model is opened with its config and its tokenizer", async () => {
  const { model } = fakeModel({ outputs: () => ({}) });
  const openModel = vi.fn((_: ModelToOpen) => Promise.resolve(model));
  await new ModelLoader(source, { readText: readerOf(goodFiles), openModel }).load(
    "sentiment-analysis",
  );
  expect(openModel.mock.calls[0]?.[0]).toMatchObject({
    baseUrl: "/models/",
    folder: "mood-v1",
    config: { max_position_embeddings: 128, id2label: { 0: "POSITIVE" }, pilotlight: {} },
    tokenizer: { startId: 2, separatorId: 3, padId: 0 },
  });
});

test("a model from elsewhere reads no more tokens than its tokenizer allows; one of ours has no such file", async () => {
  const { model } = fakeModel({ outputs: () => ({}) });
  const limits = async (config: object, settings: Readonly<Record<string, string>> = {}) => {
    const openModel = vi.fn((_: ModelToOpen) => Promise.resolve(model));
    const files = { ...goodFiles, "/models/mood-v1/config.json": JSON.stringify(config) };
    const readText = readerOf({ ...files, ...settings });
    await new ModelLoader(source, { readText, openModel }).load("sentiment-analysis");
    const read = readText.mock.calls.map(([location]) => location);
    const isAsked = read.includes("/models/mood-v1/tokenizer_config.json");
    return [openModel.mock.calls[0]?.[0].config.max_position_embeddings, isAsked];
  };
  const settings = (limit: number) => ({
    "/models/mood-v1/tokenizer_config.json": `{"model_max_length": ${limit}}`,
  });
  expect(await limits({}, settings(128))).toEqual([128, true]);
  expect(await limits({ max_position_embeddings: 256 }, settings(1e30))).toEqual([256, true]);
  expect(await limits({})).toEqual([512, true]);
  expect(await limits({ pilotlight: { name: "ours" } }, settings(128))).toEqual([512, false]);
});

test("each caller sees the progress of a shared load", async () => {
  const progress: Progress = { stage: "loading", done: 1, total: 2, unit: "bytes" };
  const { model } = fakeModel({ outputs: () => ({}) });
  const openModel = ({ report }: ModelToOpen) => {
    report(progress);
    return Promise.resolve(model);
  };
  const loader = new ModelLoader(source, { readText: readerOf(goodFiles), openModel });
  const [first, second] = [vi.fn(), vi.fn()];
  await Promise.all([
    loader.load("sentiment-analysis", first),
    loader.load("sentiment-analysis", second),
  ]);
  expect(first).toHaveBeenCalledExactlyOnceWith(progress);
  expect(second).toHaveBeenCalledExactlyOnceWith(progress);
});

test("a load that failed is tried again by the next caller", async () => {
  const { model } = fakeModel({ outputs: () => ({}) });
  const openModel = vi
    .fn(() => Promise.resolve(model))
    .mockRejectedValueOnce(new InferenceError("network", "No connection."));
  const loader = new ModelLoader(source, { readText: readerOf(goodFiles), openModel });
  await expect(loader.load("sentiment-analysis")).rejects.toMatchObject({ code: "network" });
  expect(await loader.load("sentiment-analysis")).toBe(model);
});

test("a task without a model is named with the next step", async () => {
  const loader = new ModelLoader(source, { readText: readerOf({}) });
  for (const taskId of ["translation", "toString"]) {
    await expect(loader.load(taskId)).rejects.toMatchObject({
      code: "model-not-found",
      message: `No small model is set for ${taskId}. Add one to the model source, or use another backend.`,
    });
  }
});

test.each([
  ["a page instead of JSON", { "/models/mood-v1/config.json": "<!doctype html>" }, "is not JSON"],
  ["another kind of tokenizer", { "/models/mood-v1/tokenizer.json": "{}" }, "WordPiece"],
  [
    "a tokenizer with other special tokens",
    { "/models/mood-v1/tokenizer.json": tokenizerFile.replaceAll("[CLS]", "<s>") },
    String.raw`no piece "\[CLS\]"`,
  ],
])("%s is a model that is not there", async (_, files, words) => {
  const loader = new ModelLoader(source, { readText: readerOf({ ...goodFiles, ...files }) });
  const load = loader.load("sentiment-analysis");
  await expect(load).rejects.toThrow(new RegExp(`"mood-v1".*${words}`));
  await expect(load).rejects.toMatchObject({ code: "model-not-found" });
});

test("a folder that is not there is named with the next step", async () => {
  const loader = new ModelLoader({ ...source, baseUrl: import.meta.dirname + "/no-models/" });
  const load = loader.load("sentiment-analysis");
  await expect(load).rejects.toThrow(/^The model "mood-v1" has no (config|tokenizer)\.json /);
  await expect(load).rejects.toMatchObject({ code: "model-not-found" });
});

test("a model without a name of its own gets the source's; one with a name keeps it", async () => {
  const { model } = fakeModel({ outputs: () => ({}) });
  const nameOf = async (config: string) => {
    const openModel = vi.fn((_opened: ModelToOpen) => Promise.resolve(model));
    const readText = readerOf({ ...goodFiles, "/models/mood-v1/config.json": config });
    const named = { ...source, names: { "mood-v1": "Mood (large)" } };
    await new ModelLoader(named, { readText, openModel }).load("sentiment-analysis");
    return openModel.mock.calls[0]?.[0].config.pilotlight.name;
  };
  expect(await nameOf("{}")).toBe("Mood (large)");
  expect(await nameOf('{"pilotlight": {"name": "mood 2"}}')).toBe("mood 2");
});
