// Who answers a run that leaves the choice to the server, by the temperature of the large model's endpoint.
import { describe, expect, it } from "vitest";
import { wordCount } from "../testing/word-count/task.ts";
import { broken, cold, setUp } from "./large-model-fixture.ts";

describe("an automatic run", () => {
  it("is answered by the large model when that is awake", async () => {
    const { endOf, endpoint } = setUp({ status: { temperature: "warm" } });
    expect(await endOf()).toMatchObject({
      run: { backend: "sagemaker", reason: "the large model answers at once", notice: null },
    });
    expect(endpoint.wakes).toEqual([]);
  });

  it("is answered at once by the small model when the large one is asleep, and wakes it", async () => {
    const { endOf, endpoint, sagemaker } = setUp();
    const why = { code: "asleep", wakeSeconds: 180 };
    expect(await endOf({ isKnownCaller: true })).toMatchObject({
      run: {
        backend: "onnx",
        reasonFacts: { code: "unavailable", backend: "sagemaker", role: "large", why },
        role: "small",
        reason: "the large model is not available: it is asleep (about 3 min to wake)",
        queueMs: 0,
        notice: null,
      },
    });
    expect(endpoint.wakes).toEqual([
      { by: { taskId: "word-count", wakesLargeModel: false }, isKnownCaller: true },
    ]);
    expect(sagemaker.requests).toEqual([]);
  });

  it("is answered by the small model while the large one wakes, and does not wake it again", async () => {
    const { endOf, endpoint } = setUp({ status: { temperature: "warming" } });
    expect(await endOf()).toMatchObject({
      run: {
        backend: "onnx",
        role: "small",
        reason: "the large model is not available: it is waking, about 3 min",
        notice: null,
      },
    });
    expect(endpoint.wakes).toEqual([]);
  });

  it.each([
    [{ temperature: "down" }, "it fails"],
    [{ temperature: "warm", available: false }, "it is awake, but busy"],
  ] as const)("is answered by the small model with a notice when it is %j", async (status, why) => {
    const { endOf, endpoint } = setUp({ status });
    expect(await endOf()).toMatchObject({
      run: {
        backend: "onnx",
        role: "small",
        reason: `the large model is not available: ${why}`,
        notice: "The large model could not answer; the server's CPU did.",
      },
    });
    expect(endpoint.wakes).toEqual([]);
  });

  it("moves on with a notice when the large model fails in the middle", async () => {
    const large = () => [{ type: "text-delta", text: "half" } as const, broken];
    const { endOf } = setUp({ status: { temperature: "warm" }, large });
    expect(await endOf()).toMatchObject({
      run: {
        backend: "onnx",
        role: "small",
        reason: "the large model failed: The model failed.",
        reasonFacts: { code: "failed", role: "large", error: { code: "backend-failed" } },
        notice: "The large model could not answer; the server's CPU did.",
        noticeFacts: [{ code: "fallback", backend: "sagemaker", role: "large" }],
      },
    });
  });

  it("moves on and wakes the large model when that turns out to be asleep", async () => {
    const large = () => {
      endpoint.set({ temperature: "cold" });
      return [cold];
    };
    const { endpoint, endOf } = setUp({ status: { temperature: "warm" }, large });
    expect(await endOf()).toMatchObject({
      run: {
        backend: "onnx",
        role: "small",
        reason: "the large model is not available: it is asleep (about 3 min to wake)",
        notice: null,
      },
    });
    expect(endpoint.wakes).toEqual([
      { by: { taskId: "word-count", wakesLargeModel: false }, isKnownCaller: false },
    ]);
  });

  it("does not care whether its wake is refused", async () => {
    const wake = {
      allowed: false,
      wakesLeftToday: 0,
      why: "the budget is spent",
      whyFacts: { code: "never" },
    } as const;
    const { endOf, endpoint } = setUp({ status: { wake } });
    expect(await endOf()).toMatchObject({ type: "run-end", run: { backend: "onnx" } });
    expect(endpoint.wakes).toHaveLength(1);
  });

  it("goes to the small model while as many wait for the large one as that does at a time", async () => {
    const { clock, start, eventsOf } = setUp({ status: { temperature: "warm" }, capacity: 2 });
    const ids: string[] = [];
    for (let run = 0; run < 6; run += 1) ids.push((await start()).runId);
    await clock.advance(10_000);
    const ends = await Promise.all(ids.map(async (id) => (await eventsOf(id)).at(-1)));
    const backends = ends.map((event) => (event?.type === "run-end" ? event.run.backend : null));
    expect(backends).toEqual([
      ...["sagemaker", "sagemaker", "sagemaker", "sagemaker"],
      ...["onnx", "onnx"],
    ]);
    expect(ends.at(-1)).toMatchObject({
      run: { reason: "the large model is not available: it is busy, 2 runs wait for it" },
    });
  });

  it("waits for the small model's worker after the large one failed, however many do", async () => {
    const { clock, start, eventsOf } = setUp({
      status: { temperature: "warm" },
      large: () => [{ waitMs: 10 }, broken],
      capacity: 3,
      maxWaiting: 1,
    });
    const ids = await Promise.all(Array.from({ length: 4 }, async () => (await start()).runId));
    await clock.advance(10_000);
    for (const id of ids) {
      expect((await eventsOf(id)).at(-1)).toMatchObject({ run: { backend: "onnx" } });
    }
  });
});

describe("a run that asks for a small model, and a batch", () => {
  it("leave the large model asleep", async () => {
    const { clock, endOf, endpoint, service, eventsOf } = setUp();
    expect(await endOf({ choice: "onnx" })).toMatchObject({ run: { backend: "onnx" } });
    const inputs = [{ ok: true, input: { text: "one two" } }] as const;
    const batch = { task: wordCount, inputs, choice: "auto", caller: "a" } as const;
    const { runId } = await service.startBatch(batch);
    await clock.advance(1000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({
      run: { backend: "onnx", reason: "the small models answer many inputs at a time" },
    });
    expect(endpoint.wakes).toEqual([]);
  });
});
