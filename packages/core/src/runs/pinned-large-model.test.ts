// A run that asks for the large model and for no other: it waits within its limits, and never moves on.
import { describe, expect, it, vi } from "vitest";
import type { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { FakeBackend } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { makeRunService } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";
import { answer, broken, cold, pinned, setUp } from "./large-model-fixture.ts";

describe("a run that asks for the large model", () => {
  it("wakes it, waits with its progress, gets its place in line and counts the wait", async () => {
    const { clock, start, eventsOf, endpoint } = setUp();
    const { runId } = await start({ ...pinned, isKnownCaller: true });
    await clock.advance(2500);
    expect(endpoint.wakes).toEqual([{ by: "person", isKnownCaller: true }]);
    endpoint.set({ temperature: "warm" });
    await clock.advance(1000);
    const events = await eventsOf(runId);
    const waking = { type: "progress", stage: "waking", total: 180, unit: "seconds" };
    expect(events).toMatchObject([
      { type: "queue-update", position: 1, expectedMs: 180_000 },
      { ...waking, done: 0 },
      { ...waking, done: 1 },
      { ...waking, done: 2 },
      {
        type: "backend-start",
        backend: "sagemaker",
        role: "large",
        reason: "the large model was asked for",
        reasonFacts: { code: "asked-for" },
      },
      { type: "run-end", run: { backend: "sagemaker", queueMs: 3500 } },
    ]);
  });

  it("holds its place in line while the model wakes, fairly between callers", async () => {
    const { clock, start, service, endpoint, sagemaker } = setUp({ capacity: 1 });
    const runOf = (caller: string, text: string) => start({ ...pinned, caller, input: { text } });
    await runOf("busy", "first");
    const second = await runOf("busy", "second");
    const guest = await runOf("guest", "third");
    await clock.advance(2500);
    const placesOf = async (runId: string) =>
      (await service.snapshot(runId)).events.flatMap(({ event }) =>
        event.type === "queue-update" ? [event.position] : [],
      );
    expect(await placesOf(second.runId)).toEqual([2, 3]);
    expect(await placesOf(guest.runId)).toEqual([2]);
    endpoint.set({ temperature: "warm" });
    await clock.advance(5000);
    expect(sagemaker.requests.map(({ input }) => input)).toEqual([
      { text: "first" },
      { text: "third" },
      { text: "second" },
    ]);
    expect(await placesOf(second.runId)).toEqual([2, 3, 2, 1]);
  });

  it("is refused at once when it does not want to wait, with when to come back", async () => {
    const { start, endpoint, sagemaker } = setUp();
    for (const facts of [{}, { waitMs: 0 }]) {
      await expect(start({ choice: "sagemaker", ...facts })).rejects.toMatchObject({
        code: "endpoint-cold",
        retryable: true,
        details: { retryAfterMs: 180_000 },
      });
    }
    expect(endpoint.wakes[0]).toEqual({ by: "person", isKnownCaller: false });
    expect(sagemaker.requests).toEqual([]);
  });

  it("may come back with the same key after it was refused", async () => {
    const { start, endpoint } = setUp();
    const facts = { choice: "sagemaker", idempotencyKey: "k" } as const;
    const both = await Promise.allSettled([start(facts), start(facts)]);
    expect(both).toMatchObject([
      { status: "rejected", reason: { code: "endpoint-cold" } },
      { status: "rejected", reason: { code: "endpoint-cold" } },
    ]);
    endpoint.set({ temperature: "warm" });
    await expect(start(facts)).resolves.toMatchObject({ isNew: true });
  });

  it("ends with endpoint-cold when its time is over first", async () => {
    const { clock, start, eventsOf } = setUp();
    const { runId } = await start({ ...pinned, waitMs: 5000 });
    await clock.advance(5000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({
      type: "run-error",
      error: { code: "endpoint-cold", retryAfterMs: 175_000 },
    });
  });

  it("is cancelled while it waits", async () => {
    const { clock, start, eventsOf, service, endpoint, sagemaker } = setUp();
    const { runId } = await start(pinned);
    await clock.advance(10);
    expect(endpoint.waiting).toBe(1);
    await service.cancel(runId);
    await clock.advance(10);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(endpoint.waiting).toBe(0);
    expect(sagemaker.requests).toEqual([]);
  });

  it("ends when the server stops, and says why", async () => {
    const { clock, start, eventsOf, service } = setUp();
    const { runId } = await start(pinned);
    const stopped = service.stop(500);
    await clock.advance(1000);
    await stopped;
    expect(JSON.stringify((await eventsOf(runId)).at(-1))).toContain("The server is restarting.");
  });

  it("is refused with the reason when the wake is", async () => {
    const wake = {
      allowed: false,
      wakesLeftToday: 0,
      why: "callers need a key",
      whyFacts: { code: "never" },
    } as const;
    const { endOf, start } = setUp({ status: { wake } });
    expect(await endOf(pinned)).toMatchObject({ error: { code: "wake-refused" } });
    await expect(start({ choice: "sagemaker" })).rejects.toMatchObject({ code: "wake-refused" });
  });

  it("is refused when too many wait already, and its caller when that has its share", async () => {
    const many = setUp({ maxWaitingForWarm: 1 });
    await many.start(pinned);
    expect(await many.endOf(pinned)).toMatchObject({ error: { code: "overloaded" } });
    const shared = setUp({ maxWaitingForWarm: 2 });
    await shared.start(pinned);
    expect(await shared.endOf(pinned)).toMatchObject({ error: { code: "too-many-runs" } });
    await shared.start({ ...pinned, caller: "b" });
    await shared.clock.advance(10);
    expect(shared.endpoint.waiting).toBe(2);
    const own = setUp({ maxPerCaller: 1 });
    await own.start(pinned);
    await expect(own.start(pinned)).rejects.toMatchObject({ code: "too-many-runs" });
    await expect(own.start({ ...pinned, caller: "b" })).resolves.toMatchObject({ isNew: true });
  });

  it("goes in turn when all of them may start at the same moment", async () => {
    const { clock, start, eventsOf, endpoint, sagemaker } = setUp({ capacity: 2, maxWaiting: 1 });
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => (await start(pinned)).runId),
    );
    endpoint.set({ temperature: "warm" });
    let most = 0;
    for (let tick = 0; tick < 100; tick += 1) {
      await clock.advance(50);
      most = Math.max(most, sagemaker.running);
    }
    expect(most).toBe(2);
    for (const id of ids) expect((await eventsOf(id)).at(-1)).toMatchObject({ type: "run-end" });
  });

  it("waits once when the endpoint turns out to be asleep, and counts both waits", async () => {
    let calls = 0;
    const large = () => {
      calls += 1;
      if (calls > 1) return answer;
      endpoint.set({ temperature: "cold" });
      return [{ waitMs: 500 }, cold];
    };
    const { clock, endpoint, start, eventsOf } = setUp({ status: { temperature: "warm" }, large });
    const { runId } = await start(pinned);
    await clock.advance(2000);
    endpoint.set({ temperature: "warm" });
    await clock.advance(2000);
    const events = await eventsOf(runId);
    expect(events.filter(({ type }) => type === "run-error")).toEqual([]);
    expect(events.at(-1)).toMatchObject({ run: { backend: "sagemaker", queueMs: 3000 } });
    expect(calls).toBe(2);
  });

  it("gives up when the endpoint is asleep whatever it says", async () => {
    const large = vi.fn(() => {
      endpoint.set({ temperature: "cold" });
      return [cold];
    });
    const { clock, endpoint, start, eventsOf } = setUp({ status: { temperature: "warm" }, large });
    const { runId } = await start(pinned);
    await clock.advance(1000);
    endpoint.set({ temperature: "warm" });
    await clock.advance(1000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "endpoint-cold" } });
    expect(large).toHaveBeenCalledTimes(2);
  });

  it("never moves on to another backend, and names what is wrong", async () => {
    const down = setUp({ status: { temperature: "down" } });
    const error = { code: "backend-unavailable", retryable: true };
    expect(await down.endOf(pinned)).toMatchObject({ error });
    const failing = setUp({ status: { temperature: "warm" }, large: () => [broken] });
    expect(await failing.endOf(pinned)).toMatchObject({ error: { code: "backend-failed" } });
    expect([...down.onnx.requests, ...failing.onnx.requests]).toEqual([]);
  });

  it("tells the choices where there is no large model", async () => {
    const clock = fakeClock();
    const onnx = new FakeBackend({ id: "onnx", clock, script: () => answer });
    const service = makeRunService({ tasks: [wordCount], backends: [onnx], clock });
    const input = { text: "one" };
    const { runId } = await service.start({ task: wordCount, input, caller: "a", ...pinned });
    const [last] = await collect(service.read(runId, 0, new AbortController().signal));
    expect(last?.event).toMatchObject({ error: { code: "invalid-input", field: "backend" } });
    expect(JSON.stringify(last)).toContain("Choose one of: auto, onnx.");
  });
});

describe("a batch that asks for the large model", () => {
  const inputs = ["a", "b", "c", "d", "e", "f"].map(
    (text) => ({ ok: true, input: { text } }) as const,
  );
  const batch = { task: wordCount, inputs, caller: "a", ...pinned };

  it("waits for it once, for all inputs together", async () => {
    const { clock, service, eventsOf, endpoint } = setUp({ capacity: 2 });
    const { runId } = await service.startBatch(batch);
    await clock.advance(1000);
    expect(endpoint.waiting).toBe(1);
    endpoint.set({ temperature: "warm" });
    await clock.advance(10_000);
    const events = await eventsOf(runId);
    expect(events[0]).toMatchObject({ type: "progress", stage: "waking" });
    expect(events.at(-1)).toMatchObject({ type: "run-end", run: { backend: "sagemaker" } });
  });

  it("does not wait for each of its inputs when the endpoint falls asleep", async () => {
    let calls = 0;
    const large = () => {
      calls += 1;
      if (calls === 1) endpoint.set({ temperature: "cold" });
      return [{ waitMs: 10 }, cold];
    };
    const setup = setUp({ status: { temperature: "warm" }, large, capacity: 1 });
    const { clock, service, eventsOf, endpoint } = setup;
    const problemOf = ({ code }: InferenceError) => ({ code });
    const { runId } = await service.startBatch({ ...batch, problemOf });
    await clock.advance(1000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "endpoint-cold" } });
    expect(calls).toBeLessThanOrEqual(4);
  });
});
