// Runs that share answers: what is computed is counted, never timed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BackendRequest } from "../backends/backend.ts";
import type { EndpointStatus } from "../endpoint/endpoint-status.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { FakeEndpoint } from "../testing/fake-endpoint.ts";
import { makeRunService, type QueueLimits } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";
import { MemoryResultCache } from "./memory/memory-result-cache.ts";
import type { StartFacts } from "./runs.ts";

const never = new AbortController().signal;
const answer: readonly FakeStep[] = [
  { type: "text-delta", text: "two" },
  { waitMs: 1000 },
  backendEnd({ words: 2 }, { computeMs: 900, notice: "Short." }),
];
const failure = new InferenceError("backend-failed", "It failed.", { retryable: true });

interface Setup extends QueueLimits {
  readonly script?: (request: BackendRequest) => readonly FakeStep[];
  /** The large model's; left out, there is none. */
  readonly status?: Partial<EndpointStatus>;
  readonly large?: () => readonly FakeStep[];
}

function setUp({ script = () => answer, status, large = () => answer, ...limits }: Setup = {}) {
  const clock = fakeClock();
  const onnx = new FakeBackend({ id: "onnx", clock, script });
  const sagemaker = new FakeBackend({ id: "sagemaker", role: "large", clock, script: large });
  const endpoint = new FakeEndpoint({ clock, ...(status ? { status } : {}) });
  const cache = new MemoryResultCache({ clock });
  const service = makeRunService({
    ...{ tasks: [wordCount], clock, cache, ...limits },
    ...(status ? { backends: [sagemaker, onnx], endpoint } : { backends: [onnx] }),
  });
  type Facts = Partial<StartFacts> & { readonly text?: string };
  const start = ({ text = "one two", ...facts }: Facts = {}) =>
    service.start({ task: wordCount, input: { text }, choice: "auto", caller: "a", ...facts });
  const eventsOf = async (runId: string) =>
    (await collect(service.read(runId, 0, never))).map(({ event }) => event);
  const endOf = async (facts: Facts = {}) => {
    const { runId } = await start(facts);
    await clock.advance(1000);
    return (await eventsOf(runId)).at(-1);
  };
  return { clock, cache, onnx, sagemaker, endpoint, service, start, eventsOf, endOf };
}

const computed = { type: "run-end", output: { words: 2 }, run: { cached: false, computeMs: 900 } };
const cached = { ...computed, run: { cached: true, computeMs: 0, model: "test-model" } };

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
    const { SharedAnswers } = await import("./shared-answers.ts");
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
