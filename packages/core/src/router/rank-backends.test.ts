import { describe, expect, it } from "vitest";
import { type BackendState, rankBackends } from "./rank-backends.ts";

const warm: BackendState = { backend: "sagemaker", available: true };
const cold: BackendState = { backend: "sagemaker", available: false, why: "it is asleep" };
const cpu: BackendState = { backend: "onnx", available: true };

describe("rankBackends", () => {
  it("keeps the order of preference", () => {
    expect(rankBackends([warm, cpu], { choice: "auto" })).toEqual([
      { backend: "sagemaker", reason: "the large model answers at once" },
      { backend: "onnx", reason: "the server's CPU is next in line" },
    ]);
  });

  it("passes over a cold endpoint and says why", () => {
    expect(rankBackends([cold, cpu], { choice: "auto" })).toEqual([
      { backend: "onnx", reason: "the large model is not available: it is asleep" },
    ]);
  });

  it("never puts another backend behind a pinned one", () => {
    expect(rankBackends([warm, cpu], { choice: "onnx" })).toEqual([
      { backend: "onnx", reason: "the server's CPU was asked for" },
    ]);
  });

  it("gives nothing for a pinned backend that is cold or not there", () => {
    expect(rankBackends([cold, cpu], { choice: "sagemaker" })).toEqual([]);
    expect(rankBackends([cpu], { choice: "browser" })).toEqual([]);
  });

  it("lets a run wait for a backend that it asked for alone, if that can be waited for", () => {
    const waitable = { ...cold, canWait: true };
    expect(rankBackends([waitable, cpu], { choice: "sagemaker" })).toEqual([
      { backend: "sagemaker", reason: "the large model was asked for" },
    ]);
    expect(rankBackends([waitable, cpu], { choice: "auto" })).toEqual([
      { backend: "onnx", reason: "the large model is not available: it is asleep" },
    ]);
  });

  it("keeps the inputs of a batch from the large model, unless it was asked for", () => {
    expect(rankBackends([warm, cpu], { choice: "auto", isPart: true })).toEqual([
      { backend: "onnx", reason: "the small models answer many inputs at a time" },
    ]);
    expect(rankBackends([warm, cpu], { choice: "sagemaker", isPart: true })).toEqual([
      { backend: "sagemaker", reason: "the large model was asked for" },
    ]);
    expect(rankBackends([cpu], { choice: "auto", isPart: true })).toEqual([
      { backend: "onnx", reason: "the server's CPU answers at once" },
    ]);
  });

  it("gives a notice when another backend answers because something is wrong", () => {
    const reason = "the large model is not available: it fails";
    const notice = "The large model could not answer; the server's CPU did.";
    const failing = { ...cold, why: "it fails", isTroubled: true };
    expect(rankBackends([failing, cpu], { choice: "auto" })).toEqual([
      { backend: "onnx", reason, notice },
    ]);
    expect(rankBackends([failing, cpu], { choice: "onnx" })).toEqual([
      { backend: "onnx", reason: "the server's CPU was asked for" },
    ]);
    expect(rankBackends([failing, cpu], { choice: "auto", isPart: true })).toEqual([
      { backend: "onnx", reason: "the small models answer many inputs at a time" },
    ]);
  });

  it("gives nothing when nothing is available", () => {
    expect(rankBackends([cold], { choice: "auto" })).toEqual([]);
    expect(rankBackends([], { choice: "auto" })).toEqual([]);
  });
});
