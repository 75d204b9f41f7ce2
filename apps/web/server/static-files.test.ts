import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findStaticFiles } from "./static-files.ts";

const build = mkdtempSync(join(tmpdir(), "pilotlight-build-"));
const files = [
  "client/theme.js",
  "client/_app/immutable/entry/start.abc.js",
  "client/_app/version.json",
  "client/ort/1.31.0-dev.2/a.wasm",
  "client/swagger-ui/5.35.0/a.css",
  "client/models/sentiment-v0/onnx/model.onnx",
  "client/models/sentiment/config.json",
  "client/models/v1.json",
  "prerendered/index.html",
  "prerendered/sentiment-analysis.html",
];
for (const file of files) {
  mkdirSync(dirname(join(build, file)), { recursive: true });
  writeFileSync(join(build, file), "");
}
afterAll(() => {
  rmSync(build, { recursive: true });
});

describe("findStaticFiles", () => {
  it("takes a file for immutable when a folder on its way is a version", () => {
    expect([...findStaticFiles(build).immutable].toSorted()).toEqual([
      "/_app/immutable/entry/start.abc.js",
      "/models/sentiment-v0/onnx/model.onnx",
      "/ort/1.31.0-dev.2/a.wasm",
      "/swagger-ui/5.35.0/a.css",
    ]);
  });

  it("has a browser ask again for everything else, pages too", () => {
    expect([...findStaticFiles(build).revalidated].toSorted()).toEqual([
      "/",
      "/_app/version.json",
      "/index.html",
      "/models/sentiment/config.json",
      "/models/v1.json",
      "/sentiment-analysis",
      "/sentiment-analysis.html",
      "/theme.js",
    ]);
  });

  it("knows prerendered pages by the address they are asked for", () => {
    const { prerendered } = findStaticFiles(build);
    expect(prerendered.has("/")).toBe(true);
    expect(prerendered.has("/sentiment-analysis")).toBe(true);
    expect(prerendered.has("/summarization")).toBe(false);
  });

  it("finds nothing in a build without them", () => {
    expect(findStaticFiles(join(build, "none")).immutable.size).toBe(0);
  });
});
