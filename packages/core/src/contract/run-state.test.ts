import { describe, expect, it } from "vitest";
import type { RunEvent } from "./run-event.ts";
import { nextRunState, type RunState } from "./run-state.ts";

const start: RunEvent = {
  type: "backend-start",
  backend: "onnx",
  role: "small",
  reason: "it is free",
  reasonFacts: { code: "at-once" },
};
const reading: RunEvent = {
  type: "progress",
  stage: "reading",
  done: 1,
  total: 4,
  unit: "windows",
};
const text = (value: string): RunEvent => ({ type: "text-delta", text: value });
const line = (position: number): RunEvent => ({
  type: "queue-update",
  position,
  expectedMs: position * 100,
});

function after(...events: RunEvent[]): RunState {
  return events.reduce(nextRunState, { status: "idle" });
}

const by = { backend: "onnx", role: "small" };

describe("nextRunState", () => {
  it("collects text while it runs", () => {
    const state = { status: "running", by, text: "Hello", progress: null };
    expect(after(start, text("Hel"), text("lo"))).toEqual(state);
  });

  it("discards the text of a backend that another one takes over from", () => {
    const takeover: RunEvent = {
      type: "backend-start",
      backend: "browser",
      role: "small",
      reason: "onnx failed",
      reasonFacts: { code: "at-once" },
    };
    const state = {
      status: "running",
      by: { ...by, backend: "browser" },
      text: "",
      progress: null,
    };
    expect(after(start, text("half"), takeover)).toEqual(state);
  });

  it("remembers whose line it waits in", () => {
    expect(after(start, line(2), line(1))).toEqual({
      status: "queued",
      position: 1,
      expectedMs: 100,
      by,
    });
    expect(after(start, line(1), reading)).toMatchObject({ status: "running", by });
  });

  it("runs when its turn has come", () => {
    expect(after(start, line(1), line(0))).toMatchObject({ status: "running", by });
  });

  it("waits before any backend was chosen", () => {
    expect(after(line(3))).toEqual({ status: "queued", position: 3, expectedMs: 300 });
  });

  it("tells how far the wake is while it waits for the large model, and then its place in line", () => {
    const progress = { stage: "waking", done: 60, total: 180, unit: "seconds" } as const;
    const waking: RunEvent = { type: "progress", ...progress };
    expect(after(waking)).toEqual({
      status: "queued",
      position: 1,
      expectedMs: 120_000,
      waking: progress,
    });
    const place: RunEvent = { type: "queue-update", position: 3, expectedMs: 150_000 };
    const later: RunEvent = { ...waking, done: 70 };
    expect(after(place, waking, later)).toEqual({
      status: "queued",
      position: 3,
      expectedMs: 140_000,
      waking: { ...progress, done: 70 },
    });
    expect(after(waking, line(2))).toEqual({ status: "queued", position: 2, expectedMs: 200 });
    expect(after(waking, start)).toMatchObject({ status: "running", progress: null });
    expect(after(start, waking)).toMatchObject({ status: "running", progress });
    expect(after(start, text("shown"), waking)).toMatchObject({ text: "shown" });
  });

  it("keeps text that is shown when the backend's line moves", () => {
    expect(after(start, text("shown"), line(1))).toMatchObject({ text: "shown" });
  });

  it("leaves the state alone when progress comes before any backend", () => {
    expect(after(reading, text("early"))).toEqual({ status: "idle" });
  });

  it("ends as cancelled, not as failed, after an abort", () => {
    const error = (code: "aborted" | "overloaded"): RunEvent => ({
      type: "run-error",
      error: { code, message: "It ended.", retryable: false },
      runId: "r",
    });
    expect(after(start, error("aborted"))).toEqual({ status: "cancelled" });
    expect(after(start, error("overloaded"))).toMatchObject({ status: "failed" });
  });
});
