import { describe, expect, it } from "vitest";
import { testRunStoreContract } from "../../testing/run-store-contract.ts";
import { MemoryRunStore } from "./memory-run-store.ts";

function setUp(options: { maxBytes?: number } = {}) {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };
  const store = new MemoryRunStore({ clock, ...options });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { store, pass };
}

const failed = (runId: string) =>
  ({
    type: "run-error",
    error: { code: "backend-failed", message: "It failed.", retryable: false },
    runId,
  }) as const;

testRunStoreContract("MemoryRunStore", async () => {
  const { store, pass } = setUp();
  return {
    store,
    afterKeepTime: async () => {
      pass(10 * 60_000);
    },
  };
});

describe("MemoryRunStore", () => {
  it("forgets the runs that ended first when its memory is full, and never a running one", async () => {
    const { store, pass } = setUp({ maxBytes: 5000 });
    await store.create({ runId: "running", taskId: "t" });
    await store.append("running", { type: "text-delta", text: "x".repeat(1000) });
    for (const runId of ["first", "second", "third"]) {
      await store.create({ runId, taskId: "t" });
      await store.append(runId, { type: "text-delta", text: "x".repeat(800) });
      await store.append(runId, failed(runId));
      pass(1000);
    }
    await expect(store.snapshot("first")).rejects.toMatchObject({ code: "unknown-run" });
    expect((await store.snapshot("third")).events).toHaveLength(2);
    expect((await store.snapshot("running")).events).toHaveLength(1);
    expect(store.bytes).toBeLessThanOrEqual(5000);
  });

  it("takes room from the caller whose runs take most, so that another finds his run by id and key", async () => {
    const { store, pass } = setUp({ maxBytes: 100_000 });
    const end = async (runId: string, caller: string, characters: number) => {
      const key = { idempotencyKey: `${caller} ${runId}`, fingerprint: "f" };
      await store.create({ runId, taskId: "t", caller, ...key });
      await store.append(runId, { type: "text-delta", text: "x".repeat(characters) });
      await store.append(runId, failed(runId));
      pass(1);
    };
    await end("mine", "me", 100);
    for (let run = 0; run < 68; run += 1) await end(`r${run}`, "greedy", 9900);
    expect((await store.snapshot("mine")).events).toHaveLength(2);
    const again = { runId: "new", taskId: "t", caller: "me", idempotencyKey: "me mine" };
    expect(await store.create({ ...again, fingerprint: "f" })).toEqual({
      runId: "mine",
      isNew: false,
    });
    await expect(store.snapshot("r0")).rejects.toMatchObject({ code: "unknown-run" });
    expect((await store.snapshot("r67")).events).toHaveLength(2);
    expect(store.bytes).toBeLessThanOrEqual(100_000);
  });

  it("counts what a key takes", async () => {
    const { store } = setUp();
    await store.create({ runId: "r", taskId: "t", idempotencyKey: "k".repeat(255) });
    expect(store.bytes).toBeGreaterThan(2 * 255);
  });

  it("holds no bytes once every run is forgotten", async () => {
    const { store, pass } = setUp();
    await store.create({ runId: "r", taskId: "t" });
    await store.append("r", failed("r"));
    pass(10 * 60_000);
    await expect(store.snapshot("r")).rejects.toMatchObject({ code: "unknown-run" });
    expect(store.bytes).toBe(0);
  });
});
