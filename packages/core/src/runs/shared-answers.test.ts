// Answers that are kept: what is computed is counted, never timed.
import { describe, expect, it } from "vitest";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { wordCount } from "../testing/word-count/task.ts";
import { SharedAnswers } from "./shared-answers.ts";
import { answer, cached, computed, failure, never, setUp } from "./shared-answers-fixture.ts";

describe("a kept answer", () => {
  it("is given to an equal run, which computes nothing and says so", async () => {
    const { onnx, start, eventsOf, endOf } = setUp();
    expect(await endOf()).toMatchObject(computed);
    const { runId } = await start({ caller: "b" });
    const events = await eventsOf(runId);
    expect(events).toMatchObject([
      { type: "backend-start", backend: "onnx" },
      { ...cached, run: { ...cached.run, id: runId, notice: "Short." } },
    ]);
    expect(onnx.requests).toHaveLength(1);
  });

  it("is another one's for another input", async () => {
    const { onnx, endOf } = setUp();
    await endOf();
    expect(await endOf({ text: "one  two" })).toMatchObject(computed);
    expect(onnx.requests).toHaveLength(2);
  });

  it("is computed anew once its time is over", async () => {
    const { clock, onnx, endOf } = setUp();
    await endOf();
    await clock.advance(60 * 60_000 + 1);
    expect(await endOf()).toMatchObject(computed);
    expect(onnx.requests).toHaveLength(2);
  });

  it("needs no place: it is given while the line is full and its caller has all that it may", async () => {
    const { clock, start, endOf, eventsOf } = setUp({
      ...{ capacity: 1, maxWaiting: 1, maxPerCaller: 2 },
    });
    await endOf();
    await start({ text: "a" });
    await start({ text: "b" });
    await expect(start({ text: "c" })).rejects.toMatchObject({ code: "overloaded" });
    const { runId } = await start();
    expect((await eventsOf(runId)).at(-1)).toMatchObject(cached);
    await clock.advance(5000);
  });

  it("is not kept of a run that failed", async () => {
    const { onnx, endOf } = setUp({ script: () => [failure] });
    for (let count = 0; count < 2; count += 1) {
      expect(await endOf()).toMatchObject({ type: "run-error" });
    }
    expect(onnx.requests).toHaveLength(2);
  });

  it("is neither read nor written by a run that leaves no trace", async () => {
    const { cache, onnx, endOf } = setUp();
    expect(await endOf({ cacheUse: "none" })).toMatchObject(computed);
    expect(cache.size).toBe(0);
    await endOf();
    expect(await endOf({ cacheUse: "none" })).toMatchObject(computed);
    expect(onnx.requests).toHaveLength(3);
  });

  it("is replaced by a run that asks for a fresh one", async () => {
    let words = 0;
    const { endOf } = setUp({ script: () => [backendEnd({ words: (words += 1) })] });
    await endOf();
    expect(await endOf({ cacheUse: "refresh" })).toMatchObject({ output: { words: 2 } });
    expect(await endOf()).toMatchObject({ output: { words: 2 }, run: { cached: true } });
  });

  it("is found under the first run's id by the same idempotency key, and by another under its own", async () => {
    const { onnx, start, endOf } = setUp();
    const first = await start({ idempotencyKey: "k" });
    await endOf({ idempotencyKey: "k" });
    expect(await start({ idempotencyKey: "k" })).toEqual({ runId: first.runId, isNew: false });
    const other = await start({ idempotencyKey: "other" });
    expect(other.isNew).toBe(true);
    expect(onnx.requests).toHaveLength(1);
  });

  it("serves the pieces of a batch, whose reply is cached when all of them are", async () => {
    const { clock, onnx, service, eventsOf } = setUp();
    const batch = async (texts: readonly string[]) => {
      const inputs = texts.map((text) => ({ ok: true, input: { text } }) as const);
      const facts = { task: wordCount, choice: "auto", caller: "a" } as const;
      const { runId } = await service.startBatch({ ...facts, inputs });
      await clock.advance(5000);
      return (await eventsOf(runId)).at(-1);
    };
    // Three equal ones are computed once.
    expect(await batch(["a", "a", "b", "a"])).toMatchObject({ run: { cached: false } });
    expect(onnx.requests).toHaveLength(2);
    expect(await batch(["b", "a"])).toMatchObject({ run: { cached: true, computeMs: 0 } });
    expect(await batch(["b", "c"])).toMatchObject({ run: { cached: false } });
    expect(onnx.requests).toHaveLength(3);
  });
});

describe("a cache that fails", () => {
  it("fails no run", async () => {
    const clock = fakeClock();
    const onnx = new FakeBackend({ id: "onnx", clock, script: () => answer });
    const faults: unknown[] = [];
    const broken = () => Promise.reject(new Error("The store is gone."));
    const cache = { get: broken, has: broken, set: broken, close: broken };
    const answers = new SharedAnswers({
      cache,
      versionOf: () => "1",
      onFault: (error) => faults.push(error),
    });
    const key = answers.keyOf({ backend: "onnx", role: "small" }, wordCount, { text: "a" });
    expect(await answers.knows(key)).toBe(false);
    expect(await answers.recall(key)).toBeNull();
    const compute = (signal: AbortSignal) =>
      onnx.run({ task: wordCount, input: { text: "a" } }, signal);
    const seat = answers.begin(key, { compute, release: () => undefined }).join();
    const events = collect(seat.read(never));
    await clock.advance(1000);
    expect((await events).at(-1)).toMatchObject({ type: "backend-end" });
    expect(faults).toHaveLength(3);
  });
});

describe("kept answers beside a large model", () => {
  it("never stand in its place: it answers what a small model answered while it slept", async () => {
    const { endpoint, sagemaker, endOf } = setUp({ status: { temperature: "cold" } });
    expect(await endOf()).toMatchObject({ run: { role: "small", cached: false } });
    expect(await endOf()).toMatchObject({ run: { role: "small", cached: true } });
    endpoint.set({ temperature: "warm" });
    expect(await endOf()).toMatchObject({ run: { role: "large", cached: false } });
    expect(await endOf()).toMatchObject({ run: { role: "large", cached: true } });
    expect(sagemaker.requests).toHaveLength(1);
  });

  it("say why the large model did not answer now, not why it did not then, and wake it as a run does", async () => {
    const { endpoint, endOf } = setUp({ status: { temperature: "down" } });
    expect(await endOf()).toMatchObject({ run: { noticeFacts: [{ code: "fallback" }, {}] } });
    endpoint.set({ temperature: "cold" });
    const before = endpoint.wakes.length;
    expect(await endOf()).toMatchObject({
      run: { cached: true, reasonFacts: { code: "unavailable", why: { code: "asleep" } } },
    });
    expect(endpoint.wakes).toHaveLength(before + 1);
  });

  it("of a small model that stepped in for one that failed are asked of the large one again", async () => {
    let isBroken = true;
    const { sagemaker, endOf } = setUp({
      status: { temperature: "warm" },
      large: () => (isBroken ? [failure] : answer),
    });
    expect(await endOf()).toMatchObject({ run: { role: "small", cached: false } });
    isBroken = false;
    expect(await endOf()).toMatchObject({ run: { role: "large", cached: false } });
    expect(sagemaker.requests).toHaveLength(2);
  });

  it("of the large model are given at once to a run that is pinned to it while it sleeps", async () => {
    const { endpoint, endOf, start } = setUp({ status: { temperature: "warm" } });
    await endOf();
    endpoint.set({ temperature: "cold" });
    expect(await endOf({ choice: "large" })).toMatchObject({
      run: { role: "large", cached: true },
    });
    await expect(start({ choice: "large", text: "new" })).rejects.toMatchObject({
      code: "endpoint-cold",
    });
  });
});
