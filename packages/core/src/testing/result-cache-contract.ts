import { describe, expect, it } from "vitest";
import type { KeptAnswer, ResultCache } from "../runs/result-cache.ts";

const answer: KeptAnswer = { output: { words: 2, of: "zwei Wörter" }, model: "m 1", notice: null };
const later: KeptAnswer = { output: { words: 3 }, model: "m 2", notice: "It is long." };

/** What a ResultCache promises; `afterKeepTime` lets the time pass for which answers are kept. */
export function testResultCacheContract(
  name: string,
  makeCache: () => Promise<{ cache: ResultCache; afterKeepTime: () => Promise<void> }>,
): void {
  describe(`${name} keeps the ResultCache contract`, () => {
    it("gives back what was kept under a key, and nothing under another", async () => {
      const { cache } = await makeCache();
      await cache.set("a", answer);
      expect(await cache.get("a")).toEqual(answer);
      expect(await cache.get("b")).toBeNull();
      expect([await cache.has("a"), await cache.has("b")]).toEqual([true, false]);
    });

    it("keeps the latest answer of a key", async () => {
      const { cache } = await makeCache();
      await cache.set("a", answer);
      await cache.set("a", later);
      expect(await cache.get("a")).toEqual(later);
    });

    it("is not changed by what a reader does with an answer", async () => {
      const { cache } = await makeCache();
      await cache.set("a", answer);
      const read = await cache.get("a");
      Object.assign(read?.output ?? {}, { words: 99 });
      expect(await cache.get("a")).toEqual(answer);
    });

    it("forgets an answer after its time, not before", async () => {
      const { cache, afterKeepTime } = await makeCache();
      await cache.set("a", answer);
      expect(await cache.has("a")).toBe(true);
      await afterKeepTime();
      expect([await cache.get("a"), await cache.has("a")]).toEqual([null, false]);
    });
  });
}
