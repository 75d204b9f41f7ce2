import { describe, expect, it } from "vitest";
import { isDownloaded, planFiles, shellName } from "./file-plan.ts";

const scope = "https://example.org/some/path/";
const weights = "models/hub/someone_large-0123456789ab/onnx/model_quantized.onnx";
const asked = (path: string, cache: RequestCache = "default") =>
  isDownloaded({ address: scope + path, cache }, scope);

describe("a file of a model that a person may download", () => {
  it("is answered from this device where it is kept", () => {
    expect(asked(weights)).toBe(true);
    expect(asked("models/pilotlight-qa-v2/config.json")).toBe(false);
    expect(
      isDownloaded({ address: `https://example.org/${weights}`, cache: "default" }, scope),
    ).toBe(false);
  });

  it("comes from the network while it is downloaded, and so does the list of what is offered", () => {
    expect(asked(weights, "no-store")).toBe(false);
    expect(asked("models/hub/index.json")).toBe(false);
  });
});

describe("the files of a version", () => {
  const plan = planFiles(
    {
      immutable: ["_app/immutable/page.js", "_app/immutable/workers/pipeline.js"],
      assets: [
        "favicon.svg",
        "models/pilotlight-qa-v2/config.json",
        "models/pilotlight-qa-v2/README.md",
        "models/hub/index.json",
        weights,
        "ort/0.9/left-by-an-earlier-build.wasm",
        "swagger-ui/5.35.0/swagger-ui-bundle.js",
      ],
      prerendered: ["", "summarization", "embed/summarization", "data.json"],
      run: [
        "_app/immutable/workers/pipeline.js",
        "_app/immutable/workers/chunks/loaded-later.js",
        "models/pilotlight-qa-v2/config.json",
        "ort/1.0/runtime.wasm",
      ],
    },
    scope,
  );

  it("are heavy when a run takes them, wherever else they are listed", () => {
    expect(plan.heavy).toEqual([
      `${scope}_app/immutable/workers/pipeline.js`,
      `${scope}_app/immutable/workers/chunks/loaded-later.js`,
      `${scope}models/pilotlight-qa-v2/config.json`,
      `${scope}ort/1.0/runtime.wasm`,
    ]);
  });

  it("are kept with the first visit when the page takes them; models that no run takes are not", () => {
    expect(plan.pages).toEqual([scope, `${scope}summarization`]);
    expect(plan.shell).toEqual([
      ...plan.pages,
      `${scope}_app/immutable/page.js`,
      `${scope}favicon.svg`,
    ]);
  });
});

it("two builds share no shell unless all their files have the same names", () => {
  const files = { immutable: ["a.js"], assets: [], prerendered: [], run: ["ort/1.0/a.wasm"] };
  const name = shellName("1", files);
  expect(shellName("1", { ...files })).toBe(name);
  expect(shellName("1", { ...files, run: ["ort/1.1/a.wasm"] })).not.toBe(name);
});
