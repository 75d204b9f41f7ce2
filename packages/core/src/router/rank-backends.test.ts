import { describe, expect, it } from "vitest";
import { type BackendState, rankBackends } from "./rank-backends.ts";

const large = { backend: "sagemaker", role: "large" } as const;
const onnx = { backend: "onnx", role: "small" } as const;
const asleep = { code: "asleep", wakeSeconds: 300 } as const;
const warm: BackendState = { ...large, available: true };
const cold: BackendState = { ...large, available: false, why: asleep, canWait: false };
const cpu: BackendState = { ...onnx, available: true };

describe("rankBackends", () => {
  it("keeps the order of preference", () => {
    expect(rankBackends([warm, cpu], { choice: "auto" })).toEqual([
      { ...large, reason: { code: "at-once" } },
      { ...onnx, reason: { code: "next-in-line" } },
    ]);
  });

  it("passes over a cold endpoint and says why", () => {
    expect(rankBackends([cold, cpu], { choice: "auto" })).toEqual([
      { ...onnx, reason: { code: "unavailable", ...large, why: asleep } },
    ]);
  });

  it("never puts another backend behind a pinned one", () => {
    expect(rankBackends([warm, cpu], { choice: "onnx" })).toEqual([
      { ...onnx, reason: { code: "asked-for" } },
    ]);
  });

  it("gives nothing for a pinned backend that is cold or not there", () => {
    expect(rankBackends([cold, cpu], { choice: "sagemaker" })).toEqual([]);
    expect(rankBackends([cpu], { choice: "browser" })).toEqual([]);
  });

  it("keeps to a role that was asked for, whichever backend has it", () => {
    const device: BackendState = { backend: "browser", role: "small", available: true };
    expect(rankBackends([warm, device, cpu], { choice: "small" })).toEqual([
      { backend: "browser", role: "small", reason: { code: "asked-for" } },
      { ...onnx, reason: { code: "asked-for" } },
    ]);
    expect(rankBackends([warm, cpu], { choice: "large", isPart: true })).toEqual([
      { ...large, reason: { code: "asked-for" } },
    ]);
  });

  it("tells two backends of one id apart by their roles", () => {
    const ofServer = { backend: "server", available: true } as const;
    const states = [
      { ...ofServer, role: "large" },
      { ...ofServer, role: "small" },
    ] as const;
    expect(rankBackends(states, { choice: "auto" })).toMatchObject([
      { role: "large" },
      { role: "small" },
    ]);
    expect(rankBackends(states, { choice: "auto", isPart: true })).toMatchObject([
      { role: "small" },
    ]);
  });

  it("lets a run wait for a backend that it asked for alone, if that can be waited for", () => {
    const waitable: BackendState = { ...cold, canWait: true };
    expect(rankBackends([waitable, cpu], { choice: "sagemaker" })).toEqual([
      { ...large, reason: { code: "asked-for" } },
    ]);
    expect(rankBackends([waitable, cpu], { choice: "auto" })).toEqual([
      { ...onnx, reason: { code: "unavailable", ...large, why: asleep } },
    ]);
  });

  it("keeps the inputs of a batch from the large model, unless it was asked for", () => {
    expect(rankBackends([warm, cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: { code: "many-inputs" } },
    ]);
    expect(rankBackends([warm, cpu], { choice: "sagemaker", isPart: true })).toEqual([
      { ...large, reason: { code: "asked-for" } },
    ]);
    expect(rankBackends([cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: { code: "at-once" } },
    ]);
  });

  it.each([
    ["it fails", { code: "failing" }],
    ["it may not be called", { code: "denied" }],
    ["its service reports it as failed", { code: "broken" }],
    ["it takes no more", { code: "throttled" }],
    ["many wait for it", { code: "crowded", waiting: 2 }],
  ] as const)("gives a notice when another backend answers because %s", (_, why) => {
    const troubled: BackendState = { ...cold, why };
    const reason = { code: "unavailable", ...large, why };
    expect(rankBackends([troubled, cpu], { choice: "auto" })).toEqual([
      { ...onnx, reason, notice: { code: "fallback", ...large } },
    ]);
    expect(rankBackends([troubled, cpu], { choice: "onnx" })).toEqual([
      { ...onnx, reason: { code: "asked-for" } },
    ]);
    expect(rankBackends([troubled, cpu], { choice: "auto", isPart: true })).toEqual([
      { ...onnx, reason: { code: "many-inputs" } },
    ]);
  });

  it.each([
    { code: "unseen" },
    asleep,
    { code: "waking", secondsToWarm: 60, isLate: true },
  ] as const)("gives no notice for what is as it should be: $code", (why) => {
    const [ranked] = rankBackends([{ ...cold, why }, cpu], { choice: "auto" });
    expect(ranked).not.toHaveProperty("notice");
  });

  it("gives nothing when nothing is available", () => {
    expect(rankBackends([cold], { choice: "auto" })).toEqual([]);
    expect(rankBackends([], { choice: "auto" })).toEqual([]);
  });
});
