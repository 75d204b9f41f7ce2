import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { embeddedModels } from "@pilotlight/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findOrtRuntime } from "./ort-runtime.ts";
import { listRunFiles } from "./run-files.ts";

const runtime = findOrtRuntime();
const scripts = [
  "_app/immutable/workers/chunks/loaded-later.js",
  "_app/immutable/workers/pipeline.js",
];
const models = embeddedModels.flatMap(({ folder }) => [
  `models/${folder}/config.json`,
  `models/${folder}/onnx/model_quantized.onnx`,
  `models/${folder}/tokenizer.json`,
]);
const needed = [...scripts, ...models, ...runtime.files.map(({ path }) => path)];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pilotlight-run-files-"));
  const others = ["_app/immutable/workers/pipeline.js.map", "ort/0.9/old.wasm", "favicon.svg"];
  for (const path of [...needed, ...others]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "");
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("listRunFiles", () => {
  it("lists the runtime, the embedded models and the worker's scripts, and nothing else", () => {
    expect(listRunFiles(folder, runtime)).toEqual(needed.toSorted());
  });

  it.each([...models, ...runtime.files.map(({ path }) => path)])(
    "stops a build without %s, by its name",
    (path) => {
      rmSync(join(folder, path));
      expect(() => listRunFiles(folder, runtime)).toThrow(`would not work offline: ${path}.`);
    },
  );

  it("stops a build without the worker", () => {
    rmSync(join(folder, "_app"), { recursive: true });
    expect(() => listRunFiles(folder, runtime)).toThrow("_app/immutable/workers/*.js");
  });
});

it("the runtime is the one that the packages hold, named by its version", () => {
  expect(runtime.files.map(({ path }) => path)).toEqual([
    `ort/${runtime.version}/ort-wasm-simd-threaded.mjs`,
    `ort/${runtime.version}/ort-wasm-simd-threaded.wasm`,
  ]);
  expect(runtime.version).toMatch(/^\d+\.\d+\.\d+/u);
});
