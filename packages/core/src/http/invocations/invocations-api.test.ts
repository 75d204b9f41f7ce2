import { describe, expect, it, vi } from "vitest";
import type { BackendRequest } from "../../backends/backend.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import { FakeBackend, type FakeStep } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { makeRunService, type QueueLimits } from "../../testing/make-run-service.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { countWords } from "../rest/rest-api-fixture.ts";
import type { Readiness } from "../rest/status-reply.ts";
import { createInvocationsApi } from "./invocations-api.ts";

interface Setup {
  readonly script?: (request: BackendRequest) => readonly FakeStep[];
  readonly readiness?: Readiness;
  readonly queue?: QueueLimits;
  readonly maxBodyBytes?: number;
}

function setUp({ script = countWords, readiness, queue, maxBodyBytes = 2_000 }: Setup = {}) {
  const clock = fakeClock();
  const backend = new FakeBackend({ id: "onnx", clock, script });
  let calls = 0;
  const api = createInvocationsApi({
    runs: makeRunService({ tasks: [wordCount], backends: [backend], clock, ...queue }),
    clock,
    maxBodyBytes,
    allowedOrigins: [],
    readiness: () => readiness ?? { ready: true },
    nextCaller: () => `call ${(calls += 1)}`,
    onFault: (error) => {
      throw error;
    },
  });
  const invoke = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    api.invocations(
      new Request("http://container:8080/invocations", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        ...(signal ? { signal } : {}),
      }),
    );
  return { api, backend, clock, invoke };
}

describe("/ping", () => {
  const ping = new Request("http://container:8080/ping");

  it("says that the models have loaded", async () => {
    const reply = await setUp().api.ping(ping);
    expect(reply.status).toBe(200);
  });

  it("is no success while they load", async () => {
    const why = "the models are loading";
    const reply = await setUp({ readiness: { ready: false, why } }).api.ping(ping);
    expect(reply.status).toBe(503);
    expect(await reply.json()).toMatchObject({ code: "backend-unavailable" });
  });
});

describe("/invocations", () => {
  it("answers one input as REST does, with the task's name in the body", async () => {
    const reply = await setUp().invoke({ task: "word-count", text: "Small flames stay lit." });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("location")).toBeNull();
    expect(await reply.json()).toMatchObject({ words: 4, run: { backend: "onnx" } });
  });

  it("answers many inputs, and a bad one with a problem in its place", async () => {
    const inputs = [{ text: "One." }, { text: "" }, { text: "Two words." }];
    const reply = await setUp().invoke({ task: "word-count", inputs });
    const outputs = [
      { words: 1 },
      { code: "invalid-input", field: "inputs[1].text" },
      { words: 2 },
    ];
    expect(await reply.json()).toMatchObject({ outputs });
  });

  it("streams the run's events to who asks for them", async () => {
    const accept = { accept: "text/event-stream" };
    const reply = await setUp().invoke({ task: "word-count", text: "One two." }, accept);
    const events = await reply.text();
    expect(events).toContain("event: backend-start");
    expect(events).toMatch(/event: run-end\ndata: .*"words":2/u);
  });

  it("cancels a run whose events nobody reads any more", async () => {
    const script = (): readonly FakeStep[] => [{ waitMs: 60_000 }];
    const { invoke, backend } = setUp({ script });
    const reply = await invoke(
      { task: "word-count", text: "One." },
      { accept: "text/event-stream" },
    );
    await vi.waitUntil(() => backend.running === 1);
    await reply.body?.cancel();
    await vi.waitUntil(() => backend.running === 0);
    expect(backend.running).toBe(0);
  });

  it("cancels a run whose caller has gone before its answer", async () => {
    const script = (): readonly FakeStep[] => [{ waitMs: 60_000 }];
    const { invoke, backend } = setUp({ script });
    const leaving = new AbortController();
    const reply = invoke({ task: "word-count", text: "One." }, {}, leaving.signal);
    await vi.waitUntil(() => backend.running === 1);
    leaving.abort();
    await reply;
    await vi.waitUntil(() => backend.running === 0);
    expect(backend.running).toBe(0);
  });

  it.each([
    [[], "invalid-input", "The body is an array."],
    [{ text: "One." }, "invalid-input", 'The field "task" is missing. Send one of "word-count".'],
    [{ task: 7, text: "One." }, "invalid-input", 'The field "task" is a number.'],
    [{ task: "tell-fortunes" }, "unknown-task", 'The field "task" is "tell-fortunes".'],
    [{ task: "word-count" }, "invalid-input", 'The field "text" is missing'],
    [{ task: "word-count", text: "A", backend: "sagemaker" }, "invalid-input", '"backend"'],
    [{ task: "word-count", text: "x".repeat(3_000) }, "body-too-large", "2,000"],
  ])("refuses %j as %s", async (body, code, words) => {
    const reply = await setUp().invoke(body);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    const problem = (await reply.json()) as { detail: string };
    expect(problem).toMatchObject({ code });
    expect(problem.detail).toContain(words);
  });

  it("takes as many calls as the queue has room for, however many come from one address", async () => {
    const script = (): readonly FakeStep[] => [{ waitMs: 60_000 }];
    const { invoke, backend } = setUp({
      script,
      queue: { capacity: 1, maxWaiting: 2, maxPerCaller: 1 },
    });
    const leaving = new AbortController();
    const ask = () => invoke({ task: "word-count", text: "One." }, {}, leaving.signal);
    const taken = [ask(), ask(), ask()];
    await vi.waitUntil(() => backend.running === 1);
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "overloaded" });
    leaving.abort();
    await Promise.all(taken);
  });

  it("ends a stream with the error of a run that fails", async () => {
    const script = (): readonly FakeStep[] => [new InferenceError("backend-failed", "It broke.")];
    const reply = await setUp({ script }).invoke(
      { task: "word-count", text: "One." },
      { accept: "text/event-stream" },
    );
    expect(await reply.text()).toMatch(/event: run-error\ndata: .*"backend-failed"/u);
  });
});
