// Equal runs at the same time: what is computed is counted, never timed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, cached, computed, failure, setUp } from "./shared-answers-fixture.ts";

describe("equal runs at the same time", () => {
  it("are computed once, and each is told the whole text from its beginning", async () => {
    const { clock, onnx, start, eventsOf } = setUp();
    const early = await start();
    await clock.advance(500);
    const late = await start({ caller: "b" });
    await clock.advance(1000);
    expect((await eventsOf(early.runId)).at(-1)).toMatchObject(computed);
    expect(await eventsOf(late.runId)).toMatchObject([
      { type: "backend-start" },
      { type: "text-delta", text: "two" },
      cached,
    ]);
    expect(onnx.requests).toHaveLength(1);
  });

  it("are computed once also when they come in the same moment", async () => {
    const { clock, onnx, start, eventsOf } = setUp({ capacity: 2 });
    const runs = await Promise.all([start(), start({ caller: "b" }), start({ caller: "c" })]);
    await clock.advance(1000);
    for (const { runId } of runs) {
      expect((await eventsOf(runId)).at(-1)).toMatchObject({ output: { words: 2 } });
    }
    expect(onnx.requests).toHaveLength(1);
  });

  it("give back every place and share, whatever order they come, are cancelled and end in", async () => {
    const limits = { capacity: 2, maxWaiting: 8, maxPerCaller: 5 };
    const callers = ["a", "b", "c"];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 999 }), { maxLength: 40 }), async (steps) => {
        const { clock, onnx, service, start, eventsOf } = setUp({
          ...limits,
          script: ({ input }) => (JSON.stringify(input).includes("bad") ? [failure] : answer),
        });
        const runIds: string[] = [];
        for (const step of steps) {
          const caller = callers[step % 3] ?? "a";
          const text = ["one", "two", "bad", `new ${step}`][(step >> 2) % 4] ?? "";
          const cacheUse = (["use", "use", "refresh", "none"] as const)[(step >> 4) % 4] ?? "use";
          if (step % 5 === 4) await clock.advance(step % 2 === 0 ? 400 : 1000);
          else if (step % 5 === 3)
            await service.cancel(runIds[step % runIds.length] ?? "").catch(() => undefined);
          else {
            const started = await start({ caller, text, cacheUse }).catch(() => null);
            if (started) runIds.push(started.runId);
          }
        }
        await clock.advance(60_000);
        for (const runId of runIds) {
          expect(["run-end", "run-error"]).toContain((await eventsOf(runId)).at(-1)?.type);
        }
        expect(onnx.running).toBe(0);
        // All places and all of a caller's shares are there again.
        const fresh = await Promise.all(
          Array.from({ length: limits.maxPerCaller }, (_, index) =>
            start({ text: `fresh ${index}`, cacheUse: "none" }),
          ),
        );
        await clock.advance(0);
        expect(onnx.running).toBe(limits.capacity);
        await clock.advance(60_000);
        for (const { runId } of fresh) {
          expect((await eventsOf(runId)).at(-1)).toMatchObject({ type: "run-end" });
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("leave the line together when one of them begins", async () => {
    const { clock, onnx, start, eventsOf } = setUp({ capacity: 1 });
    await start({ text: "before", caller: "c" });
    const waiting = [await start(), await start({ caller: "b" }), await start({ caller: "d" })];
    const other = await start({ text: "after", caller: "e" });
    await clock.advance(2000);
    for (const { runId } of waiting) {
      expect((await eventsOf(runId)).at(-1)).toMatchObject({ output: { words: 2 } });
    }
    await clock.advance(1000);
    expect((await eventsOf(other.runId)).at(-1)).toMatchObject(computed);
    expect(onnx.requests.map(({ input }) => input)).toEqual([
      { text: "before" },
      { text: "one two" },
      { text: "after" },
    ]);
  });

  it("go on when the one that computes is cancelled", async () => {
    const { clock, onnx, service, start, eventsOf } = setUp();
    const first = await start();
    const second = await start({ caller: "b" });
    await clock.advance(500);
    await service.cancel(first.runId);
    await clock.advance(500);
    expect((await eventsOf(first.runId)).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect((await eventsOf(second.runId)).at(-1)).toMatchObject(cached);
    expect(onnx.requests).toHaveLength(1);
  });

  it("go on when the one that waits in front is cancelled, each in a place of its own", async () => {
    const { clock, service, start, eventsOf } = setUp({ capacity: 1 });
    await start({ text: "before", caller: "c" });
    const first = await start();
    const second = await start({ caller: "b" });
    await service.cancel(first.runId);
    await clock.advance(2000);
    expect((await eventsOf(second.runId)).at(-1)).toMatchObject(computed);
  });

  it("stop computing when all of them are cancelled, and give the place back", async () => {
    const { clock, cache, onnx, service, start, endOf } = setUp({ capacity: 1 });
    const runs = [await start(), await start({ caller: "b" })];
    await clock.advance(500);
    for (const { runId } of runs) await service.cancel(runId);
    await clock.advance(0);
    expect([onnx.running, cache.size]).toEqual([0, 0]);
    expect(await endOf()).toMatchObject(computed);
    expect(onnx.requests).toHaveLength(2);
  });

  it("count as their caller's runs, and need no place at the backend", async () => {
    const { clock, start } = setUp({ capacity: 1, maxWaiting: 1, maxPerCaller: 2 });
    await start();
    await start({ text: "other", caller: "b" });
    await expect(start({ text: "third", caller: "c" })).rejects.toMatchObject({
      code: "overloaded",
    });
    // The line is full, and these two are let in.
    await start();
    await start({ caller: "c" });
    await expect(start()).rejects.toMatchObject({ code: "too-many-runs" });
    await clock.advance(5000);
    await start();
    await start({ text: "new" });
    await clock.advance(5000);
  });

  it("fail together with what the backend failed with", async () => {
    const { clock, onnx, start, eventsOf } = setUp({ script: () => [{ waitMs: 1000 }, failure] });
    const runs = [await start(), await start({ caller: "b" })];
    await clock.advance(1000);
    for (const { runId } of runs) {
      expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "backend-failed" } });
    }
    expect(onnx.requests).toHaveLength(1);
  });

  it("are computed one by one where they leave no trace", async () => {
    const { clock, onnx, start } = setUp();
    await start({ cacheUse: "none" });
    await start({ cacheUse: "none" });
    await start();
    await clock.advance(2000);
    expect(onnx.requests).toHaveLength(3);
  });
});
