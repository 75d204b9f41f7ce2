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

  it("holds no bytes once every run is forgotten", async () => {
    const { store, pass } = setUp();
    await store.create({ runId: "r", taskId: "t" });
    await store.append("r", failed("r"));
    pass(10 * 60_000);
    await expect(store.snapshot("r")).rejects.toMatchObject({ code: "unknown-run" });
    expect(store.bytes).toBe(0);
  });
});
