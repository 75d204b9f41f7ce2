import { describe, expect, it } from "vitest";
import { type BackendState, rankBackends } from "./rank-backends.ts";

const warm: BackendState = { backend: "sagemaker", available: true };
const cold: BackendState = { backend: "sagemaker", available: false, why: "it is asleep" };
const cpu: BackendState = { backend: "onnx", available: true };

describe("rankBackends", () => {
  it("keeps the order of preference", () => {
    expect(rankBackends([warm, cpu], "auto")).toEqual([
      { backend: "sagemaker", reason: "the large model answers at once" },
      { backend: "onnx", reason: "the server's CPU is next in line" },
    ]);
  });

  it("passes over a cold endpoint and says why", () => {
    expect(rankBackends([cold, cpu], "auto")).toEqual([
      { backend: "onnx", reason: "the large model is not available: it is asleep" },
    ]);
  });

  it("never puts another backend behind a pinned one", () => {
    expect(rankBackends([warm, cpu], "onnx")).toEqual([
      { backend: "onnx", reason: "the server's CPU was asked for" },
    ]);
  });

  it("gives nothing for a pinned backend that is cold or not there", () => {
    expect(rankBackends([cold, cpu], "sagemaker")).toEqual([]);
    expect(rankBackends([cpu], "browser")).toEqual([]);
  });

  it("gives nothing when nothing is available", () => {
    expect(rankBackends([cold], "auto")).toEqual([]);
    expect(rankBackends([], "auto")).toEqual([]);
  });
});
