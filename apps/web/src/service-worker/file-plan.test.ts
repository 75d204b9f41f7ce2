import { describe, expect, it } from "vitest";
import { isDownloaded, planFiles } from "./file-plan.ts";

const scope = "https://example.org/some/path/";
const weights = "models/hub/someone_large-0123456789ab/onnx/model_quantized.onnx";
const asked = (path: string, cache: RequestCache = "default") =>
  isDownloaded({ address: scope + path, cache }, scope);

describe("a file of a model that a person may download", () => {
  it("is answered from this device where it is kept", () => {
    expect(asked(weights)).toBe(true);
    expect(asked("models/pilotlight-qa-v1/config.json")).toBe(false);
    expect(
      isDownloaded({ address: `https://example.org/${weights}`, cache: "default" }, scope),
    ).toBe(false);
  });

  it("comes from the network while it is downloaded, and so does the list of what is offered", () => {
    expect(asked(weights, "no-store")).toBe(false);
    expect(asked("models/hub/index.json")).toBe(false);
  });

  it("is never fetched by the service worker itself, wherever the site was built with it", () => {
    const own = "models/pilotlight-qa-v1/config.json";
    const assets = ["favicon.svg", own, weights, "models/hub/index.json"];
    const plan = planFiles({ immutable: [], assets, prerendered: [] }, scope);
    expect(plan.heavy).toEqual([scope + own]);
    expect(plan.shell).toEqual([`${scope}favicon.svg`]);
  });
});
