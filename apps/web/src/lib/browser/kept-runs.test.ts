import { sentimentAnalysis } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { KeptRuns } from "./kept-runs.ts";
import { SmallStorage } from "./small-storage.ts";

const task = sentimentAnalysis;
const input = task.parseInput({ text: "Fine." });
const never = new AbortController().signal;

function setUp(capacity?: number) {
  const storage = new SmallStorage(capacity);
  const kept = new KeptRuns(() => storage);
  const begin = (runId: string) => {
    kept.begin({ task, input, choice: "auto", runId, signal: never });
  };
  return { storage, kept, begin };
}

describe("kept runs", () => {
  test("come back as they stood", () => {
    const { kept, begin } = setUp();
    begin("a");
    const facts = { runId: "a", choice: "auto", sentTo: null, serverRunId: null };
    expect(kept.load(task)).toEqual({ ...facts, input });
    kept.moveToServer("a", "large");
    expect(kept.load(task)).toMatchObject({ sentTo: "large", serverRunId: null });
    kept.setServerRun("a", "their-id");
    expect(kept.load(task)).toMatchObject({ sentTo: "large", serverRunId: "their-id" });
  });

  test("are forgotten at their end, also by a page that only found them", () => {
    const { storage, kept, begin } = setUp();
    begin("a");
    new KeptRuns(() => storage).end("a");
    expect(kept.load(task)).toBeNull();
    expect(storage.length).toBe(0);
  });

  test("give way to a newer run of their task, whatever is heard of them later", () => {
    const { kept, begin } = setUp();
    begin("a");
    begin("b");
    kept.setServerRun("a", "late");
    kept.end("a");
    expect(kept.load(task)).toMatchObject({ runId: "b", serverRunId: null });
  });

  test("of an older page that called the server otherwise come back too", () => {
    const { storage, kept, begin } = setUp();
    begin("a");
    const old = { runId: "a", choice: "remote", sentTo: "remote", serverRunId: "their-id" };
    storage.setItem(`pilotlight:run:${task.id}`, JSON.stringify(old));
    expect(kept.load(task)).toMatchObject({
      choice: "server",
      sentTo: "small",
      serverRunId: "their-id",
    });
  });

  test("that do not fit are not kept, nor the one before them", () => {
    const { kept, begin, storage } = setUp(200);
    begin("a");
    const long = task.parseInput({ text: "x".repeat(300) });
    kept.begin({ task, input: long, choice: "auto", runId: "b", signal: never });
    kept.moveToServer("b", "small");
    expect(kept.load(task)).toBeNull();
    expect(storage.getItem(`pilotlight:run:${task.id}`)).toBeNull();
  });

  test.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["another shape", '{"runId":1}'],
    ["an unknown choice", '{"runId":"a","choice":"moon"}'],
  ])("are none when %s is stored", (_, facts) => {
    const { kept, storage } = setUp();
    if (facts !== null) storage.setItem(`pilotlight:run:${task.id}`, facts);
    expect(kept.load(task)).toBeNull();
  });

  test("cost nothing where storage is blocked", () => {
    const kept = new KeptRuns(() => {
      throw new DOMException("blocked", "SecurityError");
    });
    kept.begin({ task, input, choice: "auto", runId: "a", signal: never });
    expect(kept.load(task)).toBeNull();
  });
});
