import { describe, expect, it } from "vitest";
import { type BackendState, rankBackends } from "./rank-backends.ts";

const warm: BackendState = { backend: "sagemaker", role: "large", available: true };
const cold: BackendState = {
  backend: "sagemaker",
  role: "large",
  available: false,
  why: "it is asleep",
};
const cpu: BackendState = { backend: "onnx", role: "small", available: true };

const large = { backend: "sagemaker", role: "large" };
const onnx = { backend: "onnx", role: "small" };

describe("rankBackends", () => {
  it("keeps the order of preference", () => {
    expect(rankBackends([warm, cpu], { choice: "auto" })).toEqual([
      { ...large, reason: "the large model answers at once" },
      { ...onnx, reason: "the server's CPU is next in line" },
    ]);
  });

  it("passes over a cold endpoint and says why", () => {
    expect(rankBackends([cold, cpu], { choice: "auto" })).toEqual([
      { ...onnx, reason: "the large model is not available: it is asleep" },
    ]);
  });

  it("never puts another backend behind a pinned one", () => {
    expect(rankBackends([warm, cpu], { choice: "onnx" })).toEqual([
      { ...onnx, reason: "the server's CPU was asked for" },
    ]);
  });

  it("gives nothing for a pinned backend that is cold or not there", () => {
    expect(rankBackends([cold, cpu], { choice: "sagemaker" })).toEqual([]);
    expect(rankBackends([cpu], { choice: "browser" })).toEqual([]);
  });

  it("keeps to a role that was asked for, whichever backend has it", () => {
    const device: BackendState = { backend: "browser", role: "small", available: true };
    expect(rankBackends([warm, device, cpu], { choice: "small" })).toEqual([
      { backend: "browser", role: "small", reason: "this device was asked for" },
      { ...onnx, reason: "the server's CPU was asked for" },
    ]);
    expect(rankBackends([warm, cpu], { choice: "large", isPart: true })).toEqual([
      { ...large, reason: "the large model was asked for" },
    ]);
  });

  it("tells two backends of one id apart by their roles", () => {
    const ofServer = { backend: "server", available: true } as const;
    const states = [
      { ...ofServer, role: "large" },
      { ...ofServer, role: "small" },
    ] as const;
    expect(rankBackends(states, { choice: "auto" })).toMatchObject([
      { role: "large", reason: "the large model answers at once" },
      { role: "small", reason: "the server is next in line" },
    ]);
    expect(rankBackends(states, { choice: "auto", isPart: true })).toMatchObject([
      { role: "small" },
    ]);
  });

  it("lets a run wait for a backend that it asked for alone, if that can be waited for", () => {
    const waitable = { ...cold, canWait: true };
    expect(rankBackends([waitable, cpu], { choice: "sagemaker" })).toEqual([
      { ...large, reason: "the large model was asked for" },
    ]);
    expect(rankBackends([waitable, cpu], { choice: "auto" })).toEqual([
      { ...onnx, reason: "the large model is not available: it is asleep" },
    ]);
  });

  it("keeps the inputs of a batch from the large model, unless it was asked for", () => {
    expect(rankBackends([warm, cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: "the small models answer many inputs at a time" },
    ]);
    expect(rankBackends([warm, cpu], { choice: "sagemaker", isPart: true })).toEqual([
      { ...large, reason: "the large model was asked for" },
    ]);
    expect(rankBackends([cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: "the server's CPU answers at once" },
    ]);
  });

  it("gives a notice when another backend answers because something is wrong", () => {
    const reason = "the large model is not available: it fails";
    const notice = "The large model could not answer; the server's CPU did.";
    const failing = { ...cold, why: "it fails", isTroubled: true };
    expect(rankBackends([failing, cpu], { choice: "auto" })).toEqual([{ ...onnx, reason, notice }]);
    expect(rankBackends([failing, cpu], { choice: "onnx" })).toEqual([
      { ...onnx, reason: "the server's CPU was asked for" },
    ]);
    expect(rankBackends([failing, cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: "the small models answer many inputs at a time" },
    ]);
  });

  it("gives nothing when nothing is available", () => {
    expect(rankBackends([cold], { choice: "auto" })).toEqual([]);
    expect(rankBackends([], { choice: "auto" })).toEqual([]);
  });
});
