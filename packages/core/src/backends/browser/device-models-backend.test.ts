import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { collect } from "../../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import { type DeviceModelChoice, DeviceModelsBackend } from "./device-models-backend.ts";

const never = new AbortController().signal;
const { valid } = echoRequests;
const modelA = { url: "/models/hub/a@1", name: "Model A" };
const modelB = { url: "/models/hub/b@1", name: "Model B" };

class CountedBackend extends FakeBackend {
  closes = 0;

  override async close(): Promise<void> {
    this.closes += 1;
    await super.close();
  }
}

function setUp(first: DeviceModelChoice, steps?: (url: string) => readonly FakeStep[]) {
  const clock = fakeClock();
  const opened = new Map<string, CountedBackend>();
  let choice = first;
  const fake = (model: string, script: readonly FakeStep[]) =>
    new CountedBackend({
      id: "browser",
      clock,
      script: () => script.concat(backendEnd({}, { model })),
    });
  const embedded = fake("embedded", []);
  const backend = new DeviceModelsBackend({
    embedded,
    choiceFor: async () => choice,
    open: (_taskId, { url, name }) => {
      const made = fake(name, steps?.(url) ?? []);
      opened.set(url, made);
      return made;
    },
  });
  const choose = (next: DeviceModelChoice) => {
    choice = next;
  };
  const run = (signal = never) => collect(backend.run(valid, signal)).then(endOf);
  return { backend, embedded, opened, choose, run, clock };
}

function endOf(events: readonly BackendEvent[]) {
  const end = events.at(-1);
  if (end?.type !== "backend-end") throw new Error("The run has no end.");
  return { model: end.model, notice: end.notice };
}

describe("DeviceModelsBackend", () => {
  it("answers with the embedded model where nothing else is chosen", async () => {
    expect(await setUp("embedded").run()).toEqual({ model: "embedded", notice: null });
  });

  it("answers with the chosen model, and with another from the next run on", async () => {
    const { run, choose, opened } = setUp(modelA);
    expect(await run()).toEqual({ model: "Model A", notice: null });
    await run();
    expect(opened.get(modelA.url)?.requests).toHaveLength(2);
    choose(modelB);
    expect((await run()).model).toBe("Model B");
    expect(opened.get(modelA.url)?.closes).toBe(1);
    choose("embedded");
    expect((await run()).model).toBe("embedded");
    expect(opened.get(modelB.url)?.closes).toBe(1);
  });

  it("lets a run under way end on the model that it began with, and frees that then", async () => {
    const { run, choose, opened, clock } = setUp(modelA, (url) =>
      url === modelA.url ? [{ waitMs: 1_000 }] : [],
    );
    const slow = run();
    await clock.advance(500);
    choose(modelB);
    expect((await run()).model).toBe("Model B");
    expect(opened.get(modelA.url)?.closes).toBe(0);
    await clock.advance(500);
    expect((await slow).model).toBe("Model A");
    expect(opened.get(modelA.url)?.closes).toBe(1);
  });

  it("answers with the embedded model when the chosen one fails, and says why and what to do", async () => {
    const broken = new InferenceError("backend-failed", "The file is not a model.");
    const { run } = setUp(modelA, () => [broken]);
    const { model, notice } = await run();
    expect(model).toBe("embedded");
    expect(notice).toContain("Model A did not work");
    expect(notice).toContain("The file is not a model");
    expect(notice).toContain("Models on this device");
  });

  it("says that the chosen model is not here any more", async () => {
    const { model, notice } = await setUp("gone").run();
    expect(model).toBe("embedded");
    expect(notice).toContain("not on this device any more");
  });

  it("passes a cancel and a wrong input on, and asks no other model then", async () => {
    const wrong = new InferenceError("invalid-input", "No.");
    const { run, embedded } = setUp(modelA, () => [wrong]);
    await expect(run()).rejects.toMatchObject({ code: "invalid-input" });
    await expect(run(AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
    expect(embedded.requests).toHaveLength(0);
  });

  it("frees every model when it is closed", async () => {
    const { backend, run, embedded, opened } = setUp(modelA);
    await run();
    await backend.close();
    expect([embedded.closes, opened.get(modelA.url)?.closes]).toEqual([1, 1]);
  });
});
