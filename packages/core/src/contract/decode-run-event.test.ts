import { describe, expect, it } from "vitest";
import { decodeRunEvent } from "./decode-run-event.ts";
import { type RunEvent, runEventSchema } from "./run-event.ts";
import { nextRunState, type RunState } from "./run-state.ts";

const info = {
  id: "r",
  backend: "onnx",
  role: "small",
  model: "a model",
  reason: "it is free",
  reasonFacts: { code: "at-once" },
  cached: false,
  queueMs: 1,
  computeMs: 2,
  notice: null,
  noticeFacts: [],
} as const;

/** One event of each type: a new member of the union does not compile without its row here. */
const samples: { readonly [Type in RunEvent["type"]]: Extract<RunEvent, { type: Type }> } = {
  "queue-update": { type: "queue-update", position: 1, expectedMs: null },
  "backend-start": {
    type: "backend-start",
    backend: "onnx",
    role: "small",
    reason: "it is free",
    reasonFacts: { code: "at-once" },
  },
  progress: { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" },
  "text-delta": { type: "text-delta", text: "Hel" },
  "run-end": { type: "run-end", output: { said: "Hello" }, run: info },
  "run-error": {
    type: "run-error",
    error: { code: "overloaded", message: "Full.", retryable: true, limit: 8 },
    runId: "r",
  },
};

describe("decodeRunEvent", () => {
  it("reads every event that there is, as it was sent", () => {
    for (const event of Object.values(samples)) {
      const arrived = decodeRunEvent(JSON.parse(JSON.stringify(event)));
      expect(arrived).toEqual({ kind: "known", member: event });
    }
    expect(runEventSchema.options).toHaveLength(Object.keys(samples).length);
  });

  it("reads no event that a run's state would not know", () => {
    const before: RunState = { status: "running", by: info, text: "", progress: null };
    for (const event of Object.values(samples)) {
      expect(nextRunState(before, event)).toHaveProperty("status");
    }
  });

  it("names an event of a newer server, and leaves it to the reader", () => {
    expect(decodeRunEvent({ type: "tool-call", name: "search" })).toEqual({
      kind: "unknown",
      type: "tool-call",
    });
    for (const value of [null, "ping", 7, [], {}, { type: 7 }]) {
      expect(decodeRunEvent(value)).toEqual({ kind: "unknown", type: null });
    }
  });

  it("refuses an event that does not hold what it must, with the place and without what stands there", () => {
    const broken = { ...samples["run-end"], run: { ...info, queueMs: "secret input" } };
    expect(() => decodeRunEvent(broken)).toThrow(
      'A run event "run-end" came whose run.queueMs is not what it must be: the two sides may be of different versions. Load the page again.',
    );
    expect(() => decodeRunEvent({ type: "text-delta" })).toThrow(
      expect.objectContaining({ code: "backend-failed", retryable: true }),
    );
  });
});
