import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type LocalHub, localCommit, serveHub } from "../../testing/serve-hub.ts";
import type { HubModel } from "./hub-models.ts";
import { ModelHub } from "./model-hub.ts";
import { bytesOf } from "./parse-model-index.ts";
import { pullModel, readModelIndex } from "./pull-model.ts";

const id = "someone/some-model";
const weights = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * 31) % 251);
const text = (value: string) => new TextEncoder().encode(value);
const files = {
  "config.json": text("{}"),
  "tokenizer.json": text("{}"),
  LICENSE: text("Apache License"),
  "onnx/model_quantized.onnx": weights,
};
const model: HubModel = {
  id,
  task: "sentiment-analysis",
  name: "Some model",
  aboutBytes: 2_000_000,
  licence: "Apache-2.0",
  published: "nothing",
};
const folderName = `someone_some-model-${localCommit.slice(0, 12)}`;

let folder: string;
let server: LocalHub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pilotlight-models-"));
  server = await serveHub({ models: { [id]: files } });
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

type Check = Parameters<typeof pullModel>[0]["check"];

function pull({ check }: { readonly check?: Check } = {}) {
  const { signal } = new AbortController();
  return pullModel({
    ...(check && { check }),
    hub: new ModelHub({ endpoint: server.url, fetch }),
    model,
    folder,
    fetch,
    clock: fakeClock({ autoAdvance: true }),
    signal,
    onProgress: () => undefined,
  });
}

it("puts a model's files, its licence among them, into a folder named by the commit", async () => {
  const fetched = await pull();
  expect(fetched).toMatchObject({ id, revision: localCommit, folder: folderName });
  expect(bytesOf(fetched)).toBe(2_000_000 + 2 + 2 + 14);
  const bytes = await readFile(join(folder, folderName, "onnx/model_quantized.onnx"));
  expect(bytes.equals(weights)).toBe(true);
  expect(await readFile(join(folder, folderName, "LICENSE"), "utf8")).toBe("Apache License");
  expect(await readModelIndex(folder)).toEqual([fetched]);
});

it("fetches nothing twice, and mends a file that has other bytes", async () => {
  await pull();
  const before = server.fileRequests.length;
  await pull();
  expect(server.fileRequests.length).toBe(before);
  await writeFile(join(folder, folderName, "config.json"), "[]");
  await pull();
  expect(server.fileRequests.slice(before).map(({ path }) => path)).toEqual(["config.json"]);
  expect(await readFile(join(folder, folderName, "config.json"), "utf8")).toBe("{}");
});

it("goes on another day from where it was when it was stopped", async () => {
  server.breakAfter([655_360, 0, 0, 0, 0, 0]);
  await expect(pull()).rejects.toMatchObject({ code: "network" });
  expect(await readModelIndex(folder)).toEqual([]);
  const before = server.fileRequests.length;
  await pull();
  const [next] = server.fileRequests.slice(before);
  expect(next?.path).toBe("onnx/model_quantized.onnx");
  expect(next?.range).toMatch(/^bytes=[1-9]\d*-$/u);
});

it("fetches nothing large of a model that a look at its small files refuses", async () => {
  const check = async ({ config, tokenizer }: { config: string; tokenizer: string }) => {
    throw new Error(`refused ${config} and ${tokenizer}`);
  };
  await expect(pull({ check })).rejects.toThrow("refused {} and {}");
  const paths = server.fileRequests.map(({ path }) => path);
  expect(paths.toSorted()).toEqual(["LICENSE", "config.json", "tokenizer.json"]);
  expect(await readModelIndex(folder)).toEqual([]);
});
