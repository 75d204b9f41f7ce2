import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import { Router } from "../router/router.ts";
import { ByteBudget } from "../runtime/byte-budget.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { wordCount } from "../testing/word-count/task.ts";
import { MemoryRunStore } from "./memory/memory-run-store.ts";
import { RunQueue } from "./run-queue.ts";
import { RunService } from "./run-service.ts";
import type { StartFacts } from "./runs.ts";

const never = new AbortController().signal;
const slow: readonly FakeStep[] = [{ waitMs: 1000 }, backendEnd({ words: 4 })];

function setUp(
  script: readonly FakeStep[] = slow,
  { capacity = 1, maxWaiting = 2, budget = new ByteBudget({ maxBytes: 1_000_000 }) } = {},
) {
  const clock = fakeClock();
  const backend = new FakeBackend({ id: "onnx", clock, script: () => script });
  const queue = new RunQueue({ clock, capacityOf: () => capacity, maxWaiting, maxPerCaller: 10 });
  const service = new RunService({
    tasks: [wordCount],
    router: new Router({ backends: [backend], clock }),
    store: new MemoryRunStore({ clock }),
    queue,
    clock,
    budget,
  });
  const start = (facts: Partial<StartFacts> & { text?: string } = {}) => {
    const { text = "one two", caller = "a", ...rest } = facts;
    return service.start({ task: wordCount, input: { text }, choice: "auto", caller, ...rest });
  };
  const eventsOf = async (runId: string) =>
    (await collect(service.read(runId, 0, never))).map(({ event }) => event);
  return { clock, backend, queue, budget, service, start, eventsOf };
}

describe("RunService", () => {
  it("runs to the end with nobody listening, and gives the result to whoever comes later", async () => {
    const { clock, start, eventsOf } = setUp();
    const { runId } = await start();
    await clock.advance(5000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({
      type: "run-end",
      output: { words: 4 },
      run: { id: runId, backend: "onnx" },
    });
  });

  it("lets runs wait for their turn, tells their position, and counts the wait", async () => {
    const { clock, start, eventsOf } = setUp();
    await start();
    const { runId } = await start();
    await clock.advance(5000);
    const events = await eventsOf(runId);
    expect(events[0]).toEqual({ type: "queue-update", position: 1, expectedMs: null });
    expect(events.at(-1)).toMatchObject({ type: "run-end", run: { queueMs: 2000 } });
  });

  it("returns the first run for a repeated idempotency key, and computes it once", async () => {
    const { clock, backend, start } = setUp();
    const first = await start({ idempotencyKey: "k" });
    const second = await start({ idempotencyKey: "k" });
    await clock.advance(5000);
    expect(second).toEqual({ runId: first.runId, isNew: false });
    expect(backend.requests).toHaveLength(1);
  });

  it("keeps one caller's keys apart from another's", async () => {
    const { start } = setUp();
    const mine = await start({ idempotencyKey: "k" });
    const theirs = await start({ idempotencyKey: "k", caller: "b" });
    expect(theirs.runId).not.toBe(mine.runId);
  });

  it("refuses a run when the line is full, and takes the same key once there is room", async () => {
    const { clock, start } = setUp(slow, { maxWaiting: 0 });
    await start();
    await expect(start({ idempotencyKey: "k" })).rejects.toMatchObject({ code: "overloaded" });
    await clock.advance(5000);
    await expect(start({ idempotencyKey: "k" })).resolves.toMatchObject({ isNew: true });
  });

  it("holds the inputs of waiting runs, refuses more than its budget, and takes the same key later", async () => {
    const budget = new ByteBudget({ maxBytes: 10_000, maxCallerBytes: 5000 });
    const { clock, service, start } = setUp(slow, { maxWaiting: 100, budget });
    const text = "x".repeat(2000);
    await start({ text });
    const { runId } = await start({ text });
    expect(budget.bytes).toBe(2 * 2032);
    const refused = { code: "overloaded", details: { size: 6096, limit: 5000 } };
    await expect(start({ text, idempotencyKey: "k" })).rejects.toMatchObject(refused);
    for (const caller of ["b", "b"]) await start({ text, caller });
    await expect(start({ text, caller: "c" })).rejects.toMatchObject({
      details: { limit: 10_000 },
    });
    expect(budget.bytes).toBe(4 * 2032);
    await service.cancel(runId);
    await clock.advance(5000);
    expect(budget.bytes).toBe(0);
    await expect(start({ text, idempotencyKey: "k" })).resolves.toMatchObject({ isNew: true });
  });

  it("counts the inputs of a batch", async () => {
    const { budget, clock, service } = setUp();
    const inputs = ["one", "two"].map((text) => ({ ok: true, input: { text } }) as const);
    await service.startBatch({ task: wordCount, inputs, choice: "auto", caller: "a" });
    expect(budget.bytes).toBeGreaterThan(6);
    await clock.advance(5000);
    expect(budget.bytes).toBe(0);
  });

  it("keeps a run that was started with a key to its holder, wherever that is", async () => {
    const { service, start } = setUp();
    const holder = { caller: "key 1", isKnownCaller: true };
    const { runId } = await start(holder);
    const unknown = { code: "unknown-run" };
    for (const stranger of [{ caller: "a" }, { caller: "key 1" }, { ...holder, caller: "key 2" }]) {
      await expect(service.checkAccess(runId, stranger)).rejects.toMatchObject(unknown);
    }
    await expect(service.checkAccess(runId, holder)).resolves.toBeUndefined();
    const anyones = await start({ caller: "203.0.113.7" });
    await expect(service.checkAccess(anyones.runId, { caller: "a" })).resolves.toBeUndefined();
    await expect(service.checkAccess("none", holder)).rejects.toMatchObject(unknown);
  });

  it("cancels a run that waits, without starting it", async () => {
    const { clock, backend, service, start, eventsOf } = setUp();
    await start();
    const { runId } = await start();
    await service.cancel(runId);
    await clock.advance(5000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(backend.requests).toHaveLength(1);
  });

  it("cancels a run that computes, and gives its place to the next", async () => {
    const { clock, backend, service, start, eventsOf } = setUp();
    const { runId } = await start();
    const next = await start();
    await clock.advance(10);
    await service.cancel(runId);
    await clock.advance(5000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect((await eventsOf(next.runId)).at(-1)).toMatchObject({ type: "run-end" });
    expect(backend.running).toBe(0);
  });

  it("ends a failed run with its error", async () => {
    const { clock, start, eventsOf } = setUp([new InferenceError("backend-failed", "No.")]);
    const { runId } = await start();
    await clock.advance(10);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "backend-failed" } });
  });

  it("lets running work finish when it stops, and takes no more", async () => {
    const { clock, service, start, eventsOf } = setUp();
    const { runId } = await start();
    const stopped = service.stop(10_000);
    await expect(start()).rejects.toMatchObject({ code: "backend-unavailable", retryable: true });
    await clock.advance(1000);
    await stopped;
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ type: "run-end" });
  });

  it("ends what is still running when its grace is over, and says why", async () => {
    const { clock, service, start, eventsOf } = setUp([{ waitMs: 60_000 }]);
    const { runId } = await start();
    const stopped = service.stop(500);
    await clock.advance(500);
    await stopped;
    const last = (await eventsOf(runId)).at(-1);
    expect(last).toMatchObject({ error: { code: "backend-unavailable", retryable: true } });
    expect(JSON.stringify(last)).toContain("The server is restarting.");
  });
});
