import { confidentialMarks, type FaultName, faultNames } from "@pilotlight/sagemaker-local";
import { describe, expect, it, vi } from "vitest";
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import { smallEndpointState } from "../../router/small-endpoint-state.ts";
import { Router } from "../../router/router.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import type { Backend } from "../backend.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { echoRequests, echoScript } from "../../testing/echo-requests.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { backendEnd, FakeBackend } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { faults } from "../sagemaker/fault-table.ts";
import { smallFaultError } from "./small-faults.ts";
import { openSmallEndpoint, startSmallEndpoint } from "./testing/small-endpoint.ts";

const never = new AbortController().signal;
const echo = { tasks: [echoTask], script: echoScript };
const secret = "Inference Component has no capacity, wrote Xanthippe.";
const request = { task: wordCount, input: { text: secret } };
const counting = { tasks: [wordCount], script: () => [backendEnd({ words: 7 })] };

testBackendContract(
  "SagemakerSmallBackend",
  async () => {
    const endpoint = await startSmallEndpoint(echo);
    const { backend } = endpoint;
    const close = backend.close.bind(backend);
    // The contract closes the backend, twice at times; the servers behind it end with it.
    return Object.assign(backend, { close: () => close().then(() => endpoint.closeServers()) });
  },
  echoRequests,
);

describe("a run on SageMaker's small models", () => {
  it.each(["stream", "whole"] as const)("is answered by the container, %s", async (replies) => {
    const { backend, inside, local } = await openSmallEndpoint({ ...counting, replies });
    const events = await collect(backend.run(request, never));
    expect(events).toMatchObject([{ type: "backend-end", output: { words: 7 } }]);
    expect(inside.requests).toMatchObject([{ input: { text: secret } }]);
    const operation = replies === "stream" ? "InvokeEndpointWithResponseStream" : "InvokeEndpoint";
    expect(local.requests).toMatchObject([{ operation, result: "answered", error: null }]);
  });

  it("is left to another backend where its input is too long for one reply", async () => {
    const endpoint = await openSmallEndpoint({
      ...counting,
      replies: "whole",
      maxWholeCharacters: 50,
    });
    const run = collect(endpoint.backend.run(request, never));
    await expect(run).rejects.toMatchObject({
      code: "backend-unavailable",
      retryable: true,
      details: { limit: 50 },
    });
    expect(endpoint.local.requests).toEqual([]);
    expect(endpoint.backend.obstacle).toBeNull();
  });

  it("is left to another backend when the container has no room, and the endpoint rests", async () => {
    const { backend, inside } = await openSmallEndpoint({
      tasks: [wordCount],
      script: () => [{ waitMs: 600_000 }],
      queue: { capacity: 1, maxWaiting: 0 },
    });
    const leaving = new AbortController();
    const first = collect(backend.run(request, leaving.signal));
    await vi.waitUntil(() => inside.running === 1, { timeout: 60_000 });
    const second = collect(backend.run(request, never));
    await expect(second).rejects.toMatchObject({ code: "endpoint-throttled", retryable: true });
    expect(backend.obstacle).toEqual({ code: "throttled" });
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    await vi.waitUntil(() => inside.running === 0, { timeout: 60_000 });
  });

  it("is left to another backend when the container's run fails", async () => {
    const script = () => [new InferenceError("backend-failed", "It broke.")];
    const { backend, faults: told } = await openSmallEndpoint({ ...counting, script });
    const run = collect(backend.run(request, never));
    await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
    expect(told()).not.toContain("It broke.");
  });
});

/** What the run ends with, and what it means for the next. */
const expected: Readonly<Record<FaultName, readonly [string, string | null]>> = {
  cold: ["backend-unavailable", "failing"],
  throttled: ["endpoint-throttled", "throttled"],
  "throttled-null": ["endpoint-throttled", "throttled"],
  "model-error": ["backend-failed", null],
  "model-error-5xx": ["backend-failed", "failing"],
  busy: ["endpoint-throttled", "throttled"],
  "cold-echo": ["backend-failed", null],
  validation: ["backend-unavailable", "failing"],
  "not-ready": ["backend-unavailable", "throttled"],
  unavailable: ["backend-unavailable", "failing"],
  internal: ["backend-failed", "failing"],
  dependency: ["backend-failed", "failing"],
  "access-denied": ["backend-unavailable", "denied"],
  "expired-token": ["backend-unavailable", "denied"],
  "context-length": ["backend-failed", null],
  "slow-drip": ["timeout", "failing"],
  hang: ["timeout", "failing"],
  "hang-mid-stream": ["timeout", "failing"],
  "mid-stream-error": ["backend-failed", "failing"],
  "mid-stream-internal": ["backend-failed", "failing"],
  "mid-stream-sse-error": ["backend-failed", "failing"],
  truncated: ["backend-failed", "failing"],
  garbage: ["backend-failed", "failing"],
  "bad-reply": ["backend-failed", null],
  "empty-reply": ["backend-failed", null],
  reset: ["network", "failing"],
  "reset-mid-stream": ["network", "failing"],
};
const silent: ReadonlySet<FaultName> = new Set(["slow-drip", "hang", "hang-mid-stream"]);
const cases = faultNames.flatMap((fault) =>
  (["stream", "whole"] as const).map((replies) => [fault, replies] as const),
);

describe("a fault of the small models' endpoint", () => {
  it.each(cases)("%s, %s, is one that another backend may do better", async (fault, replies) => {
    // A rest that does not pass by itself.
    const clock = { ...systemClock, nowMs: () => 0 };
    const patience = silent.has(fault) ? { timeoutMs: 50 } : {};
    const endpoint = await openSmallEndpoint({ ...counting, replies, clock, ...patience });
    const { backend, local } = endpoint;
    local.setFault(fault, { scope: "small" });
    const error: unknown = await collect(backend.run(request, never)).catch(
      (reason: unknown) => reason,
    );
    const [code, obstacle] = expected[fault];
    expect(error).toMatchObject({ code, retryable: true });
    expect(backend.obstacle).toEqual(obstacle === null ? null : { code: obstacle });
    for (const mark of [...confidentialMarks, "Xanthippe", "large model"]) {
      expect(JSON.stringify(toWireError(error))).not.toContain(mark);
    }
    expect(endpoint.faults()).not.toContain("Xanthippe");
    await vi.waitFor(
      () => {
        expect(local.requests.map(({ result }) => result)).not.toContain("open");
      },
      { timeout: 60_000 },
    );
  });

  it("has words of its own for each row of the table", () => {
    const rows = Object.values(faults);
    const messages = rows.map((row) => smallFaultError(row).message);
    expect(new Set(messages).size).toBe(rows.length);
    expect(messages.filter((words) => /large model/u.test(words))).toEqual([]);
  });
});

describe("the small models' endpoint before a run", () => {
  it.each([
    [20, 15, 5],
    [4, 3, 1],
    [3, 3, undefined],
  ])("of %d places has %d for short runs and %o for long ones", async (concurrency, ...places) => {
    const { backend } = await openSmallEndpoint({ ...counting, concurrency });
    expect([backend.capacity, backend.longCapacity]).toEqual(places);
  });

  it("is left alone for a while after it failed, and tried again then", async () => {
    const clock = fakeClock();
    const invoke = vi.fn(() => Promise.reject(new Error("It broke.")));
    const { SagemakerSmallBackend } = await import("./sagemaker-small-backend.ts");
    const facts = { name: "It", message: null, status: null, details: {} };
    const backend = new SagemakerSmallBackend({
      client: {
        invoke,
        stream: () => {
          throw new Error("Not asked.");
        },
        readFault: () => ({ row: faults.failed, facts, refusal: null }),
        close: () => Promise.resolve(),
      },
      concurrency: 2,
      replies: "whole",
      clock,
      tasks: [wordCount],
    });
    expect(backend.obstacle).toBeNull();
    await expect(collect(backend.run(request, never))).rejects.toThrow("failed before");
    expect(backend.obstacle).toEqual({ code: "failing" });
    await clock.advance(15_000);
    expect(backend.obstacle).toBeNull();
  });

  it("comes before the server's CPU, which answers when it fails and says so", async () => {
    const { backend, local } = await openSmallEndpoint(counting);
    const onnx = new FakeBackend({
      id: "onnx",
      clock: systemClock,
      script: () => [backendEnd({ words: 1 })],
    });
    const load = { waiting: 0, capacity: backend.capacity };
    const stateOf = (one: Backend) =>
      smallEndpointState(one === backend ? backend.obstacle : null, load);
    const router = new Router({ backends: [backend, onnx], clock: systemClock, stateOf });
    const input = wordCount.parseInput({ text: "One two." });
    const ask = async (runId: string) => {
      const asked = { runId, task: wordCount, input, choice: "auto", signal: never } as const;
      return (await collect(router.run(asked))).at(-1);
    };
    expect(await ask("r1")).toMatchObject({
      run: { backend: "sagemaker-small", role: "small", reason: "SageMaker answers at once" },
    });
    local.setFault("internal", { scope: "small" });
    const notice = "SageMaker could not answer; the server's CPU did.";
    expect(await ask("r2")).toMatchObject({ run: { backend: "onnx", notice } });
    // It is not asked again at once.
    expect(await ask("r3")).toMatchObject({
      run: { backend: "onnx", notice, reason: "SageMaker is not available: it fails" },
    });
    expect(local.requests).toHaveLength(2);
  });
});
