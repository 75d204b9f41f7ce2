import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../contract/run-event.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { createProgressNotes } from "./progress-notes.ts";

const start: RunEvent = {
  type: "backend-start",
  backend: "onnx",
  role: "small",
  reason: "it answers at once",
  reasonFacts: { code: "at-once" },
};
const reading = (done: number): RunEvent => ({
  type: "progress",
  stage: "reading",
  done,
  total: 10,
  unit: "windows",
});

describe("the progress notes of a run", () => {
  it("hold back what comes within 100 ms, but never a place in line or a start", async () => {
    const clock = fakeClock();
    const toNote = createProgressNotes(clock);
    expect(toNote(reading(1))?.message).toBe("Reading: 1 of 10 windows.");
    expect(toNote(reading(2))).toBeNull();
    expect(toNote(start)?.message).toBe("Started on the server's CPU: it answers at once.");
    await clock.advance(100);
    expect(toNote(reading(3))?.message).toBe("Reading: 3 of 10 windows.");
  });

  it("tell how long the large model has been waking", () => {
    const toNote = createProgressNotes(fakeClock());
    const waking = { stage: "waking", done: 12, total: 300, unit: "seconds" } as const;
    expect(toNote({ type: "progress", ...waking })).toMatchObject({
      message: "Waking the large model: 12 of about 300 s.",
    });
  });

  it("never go back when another backend starts again, and stay below the whole", async () => {
    const clock = fakeClock();
    const toNote = createProgressNotes(clock);
    let before = 0;
    for (const event of [
      reading(9),
      start,
      reading(1),
      reading(9),
      reading(10),
      start,
      reading(1),
    ]) {
      await clock.advance(100);
      const progress = toNote(event)?.progress ?? 0;
      expect(progress).toBeGreaterThan(before);
      expect(progress).toBeLessThan(100);
      before = progress;
    }
  });

  it("show the end of a long text, and forget it when another backend starts", async () => {
    const clock = fakeClock();
    const toNote = createProgressNotes(clock);
    expect(toNote({ type: "text-delta", text: "a".repeat(500) })?.message).toHaveLength(201);
    toNote(start);
    await clock.advance(100);
    expect(toNote({ type: "text-delta", text: "New." })?.message).toBe("New.");
  });

  it("say how much of a model is there, and nothing of a wait that nobody can tell", async () => {
    const clock = fakeClock();
    const toNote = createProgressNotes(clock);
    const loading = { type: "progress", stage: "loading", done: 45, unit: "bytes" } as const;
    expect(toNote({ ...loading, total: 100 })?.message).toBe("Loading the model: 45 %.");
    await clock.advance(100);
    expect(toNote({ ...loading, total: 0 })?.message).toBe("Loading the model.");
    const waiting: RunEvent = { type: "queue-update", position: 2, expectedMs: null };
    expect(toNote(waiting)?.message).toBe("Waiting: number 2 in line.");
  });
});
