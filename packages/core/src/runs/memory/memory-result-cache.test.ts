import { describe, expect, it } from "vitest";
import { testResultCacheContract } from "../../testing/result-cache-contract.ts";
import { MemoryResultCache } from "./memory-result-cache.ts";

function setUp(options: { maxBytes?: number } = {}) {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };
  const cache = new MemoryResultCache({ clock, ...options });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { cache, pass };
}

const answerOf = (length: number) => ({
  output: { text: "x".repeat(length) },
  model: "m",
  notice: null,
});

testResultCacheContract("MemoryResultCache", async () => {
  const { cache, pass } = setUp();
  return {
    cache,
    afterKeepTime: async () => {
      pass(60 * 60_000 + 1);
    },
  };
});

describe("MemoryResultCache", () => {
  it("stays within its bytes, and lets go of what was unused for longest", async () => {
    const { cache } = setUp({ maxBytes: 10_000 });
    for (const key of ["a", "b", "c"]) await cache.set(key, answerOf(2_000));
    await cache.get("a");
    for (const key of ["d", "e"]) await cache.set(key, answerOf(2_000));
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
    expect(cache.size).toBe(4);
    expect(await cache.has("a")).toBe(true);
    expect(await cache.has("b")).toBe(false);
  });

  it("does not keep an answer that would push out most others", async () => {
    const { cache } = setUp({ maxBytes: 10_000 });
    await cache.set("small", answerOf(10));
    await cache.set("large", answerOf(5_000));
    expect([await cache.has("small"), await cache.has("large")]).toEqual([true, false]);
  });

  it("is empty once it is closed", async () => {
    const { cache } = setUp();
    await cache.set("a", answerOf(10));
    await cache.close();
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });
});
