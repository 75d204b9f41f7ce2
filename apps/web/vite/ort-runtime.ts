import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PackageFiles } from "./package-files.ts";

/** The WebAssembly runtime as it lies in the packages, and under which addresses the app serves it. */
export interface OrtRuntime extends PackageFiles {
  readonly version: string;
}

const contentTypes = {
  "ort-wasm-simd-threaded.mjs": "text/javascript",
  "ort-wasm-simd-threaded.wasm": "application/wasm",
};

/** Finds the runtime that transformers.js itself pins, not another that the workspace may hold. */
export function findOrtRuntime(): OrtRuntime {
  const fromHere = createRequire(import.meta.url);
  const fromTransformers = createRequire(fromHere.resolve("@xenova/transformers"));
  const folder = dirname(fromTransformers.resolve("onnxruntime-web"));
  const version = parseVersion(readFileSync(join(folder, "../package.json"), "utf8"));
  const path = `ort/${version}/`;
  const files = Object.entries(contentTypes).map(([name, contentType]) => ({
    path: path + name,
    source: join(folder, name),
    contentType,
  }));
  return { version, path, files };
}

function parseVersion(packageText: string): string {
  const value: unknown = JSON.parse(packageText);
  if (typeof value === "object" && value !== null && "version" in value) {
    if (typeof value.version === "string") return value.version;
  }
  throw new Error(
    "onnxruntime-web has no version in its package.json. Install the packages again.",
  );
}
