import { type SagemakerLocal, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { EndpointMonitor, type EndpointMonitorOptions } from "../../endpoint/endpoint-monitor.ts";
import { SagemakerCalls, type WakeMethod } from "./sagemaker-calls.ts";
import { SagemakerClient } from "./sagemaker-client.ts";

// The whole against a local SageMaker through the unmodified AWS SDK. It wakes and sleeps when the test says so.
const patiently = { timeout: 60_000 };
const names = { endpointName: "nlp", componentName: "mistral" };
const signal = new AbortController().signal;
const patience = {
  waitMs: 60_000,
  caller: "a",
  isKnownCaller: true,
  signal,
  onProgress: () => undefined,
};
const click = { by: "person", isKnownCaller: true } as const;

let local: SagemakerLocal;
const ends: (() => unknown)[] = [];
const sighted = { isBlind: false };

beforeEach(async () => {
  local = await startSagemakerLocal({
    ...names,
    async *answer() {
      yield "Hello.";
    },
  });
  vi.stubEnv("AWS_ENDPOINT_URL_SAGEMAKER", local.url);
  vi.stubEnv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", local.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  vi.stubEnv("AWS_REGION", "us-east-1");
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  vi.unstubAllEnvs();
  await local.close();
});

interface CallsOptions {
  readonly timeoutMs?: number;
  readonly wakeMethod?: WakeMethod;
}

function sagemakerCalls({ timeoutMs, wakeMethod = "invoke" }: CallsOptions = {}): SagemakerCalls {
  const client = new SagemakerClient({ ...names, ...(timeoutMs ? { timeoutMs } : {}) });
  ends.push(() => client.close());
  return new SagemakerCalls({ client, wakeMethod });
}

function monitorOf(options: Partial<EndpointMonitorOptions> = {}): EndpointMonitor {
  const monitor = new EndpointMonitor({
    calls: sagemakerCalls(),
    modelName: "Mistral-7B-Instruct",
    instanceType: "ml.g5.2xlarge",
    price: { usdPerHour: 1.515, source: "a price table of March 2026" },
    wakePolicy: "summarization",
    wakesPerDay: 2,
    mayAnonymousWake: true,
    // One caller has at most half of it.
    maxWaiting: 200,
    clock: systemClock,
    pace: { alertMs: 10, awakeMs: 10, asleepMs: 10, blindMs: 10 },
    ...options,
  });
  ends.unshift(() => {
    monitor.close();
  });
  return monitor;
}

/** How often an operation was called. */
function countOf(operation: string): number {
  return local.requests.filter((request) => request.operation === operation).length;
}

/** Lets the copy come, once its wake was sent, and waits until the monitor has seen it. */
async function comeWarm(monitor: EndpointMonitor): Promise<void> {
  await monitor.wake(click);
  local.jumpTo("warm");
  await monitor.untilWarm(patience);
}

describe("SagemakerCalls through the AWS SDK", () => {
  it("look at an endpoint that sleeps, one that starts and one that is awake", async () => {
    const calls = sagemakerCalls({ wakeMethod: "copies" });
    await expect(calls.look(signal)).resolves.toEqual({ copy: "none", instances: 0 });
    await calls.wake(sighted, signal);
    await expect(calls.look(signal)).resolves.toMatchObject({ copy: "coming" });
    local.jumpTo("warm");
    await expect(calls.look(signal)).resolves.toEqual({ copy: "running", instances: 1 });
  });

  it("wake by an invocation that fails, and see when it is answered", async () => {
    const calls = sagemakerCalls();
    const knocked = await calls.wake(sighted, signal);
    expect(knocked).toMatchObject({ isSent: true, result: "cold" });
    expect(local.requests.at(-1)?.body).toContain('"max_tokens":1');
    local.jumpTo("warm");
    const outcome = { isSent: false, result: "answered" };
    await expect(calls.wake(sighted, signal)).resolves.toEqual(outcome);
    expect(countOf("UpdateInferenceComponentRuntimeConfig")).toBe(0);
  });

  it("start a copy past the alarm where they are set so, and knock while they cannot see", async () => {
    const calls = sagemakerCalls({ wakeMethod: "copies" });
    await expect(calls.wake(sighted, signal)).resolves.toEqual({ isSent: true, result: null });
    expect(local.state().desiredCopies).toBe(1);
    expect(countOf("InvokeEndpoint")).toBe(0);
    const blind = await calls.wake({ isBlind: true }, signal);
    expect(blind).toMatchObject({ isSent: true, result: "cold" });
    expect(countOf("InvokeEndpoint")).toBe(1);
  });

  it("say when they may not start a copy", async () => {
    local.setFault("access-denied", { scope: "control" });
    const calls = sagemakerCalls({ wakeMethod: "copies" });
    const outcome = await calls.wake(sighted, signal);
    expect(outcome).toMatchObject({ isSent: false, result: null });
    expect(outcome.error).toMatchObject({ name: "AccessDeniedException" });
  });

  it("explain why a look failed, and which right is missing", async () => {
    const calls = sagemakerCalls();
    local.setFault("access-denied", { scope: "control" });
    const denied: unknown = await calls.look(signal).catch((error: unknown) => error);
    expect(calls.explain(denied)).toMatchObject({
      name: "AccessDeniedException",
      line: expect.stringMatching(/^AccessDeniedException: .+/u) as string,
      advice: expect.stringContaining("sagemaker:DescribeInferenceComponent") as string,
    });
    const refused = Object.assign(new Error("Could not find it."), { name: "ValidationException" });
    expect(calls.explain(refused)).toEqual({
      name: "ValidationException",
      line: "ValidationException: Could not find it.",
      advice: null,
    });
    expect(calls.explain("text")).toMatchObject({ advice: null });
  });

  it("knock once more where a connection is lost", async () => {
    local.jumpTo("warm");
    local.setFault("reset");
    await expect(sagemakerCalls().wake(sighted, signal)).resolves.toMatchObject({
      result: "failed",
    });
    expect(countOf("InvokeEndpoint")).toBe(2);
  });

  it.each([
    ["cold", "cold"],
    ["cold-echo", "answered"],
    ["model-error", "answered"],
    ["model-error-5xx", "failed"],
    ["busy", "throttled"],
    ["throttled", "throttled"],
    ["throttled-null", "throttled"],
    ["not-ready", "throttled"],
    ["validation", "failed"],
    ["unavailable", "failed"],
    ["internal", "failed"],
    ["dependency", "failed"],
    ["reset", "failed"],
    ["access-denied", "denied"],
    ["expired-token", "denied"],
  ] as const)("take a knock that ends with %s as %s", async (fault, result) => {
    local.jumpTo("warm");
    local.setFault(fault);
    const isSent = result === "cold";
    await expect(sagemakerCalls().wake(sighted, signal)).resolves.toMatchObject({ isSent, result });
  });

  it("give up on a service that never answers", async () => {
    const calls = sagemakerCalls({ timeoutMs: 50 });
    local.jumpTo("warm");
    local.setFault("hang", { scope: "control" });
    await expect(calls.look(signal)).rejects.toMatchObject({ name: "TimeoutError" });
    local.setFault("hang");
    await expect(calls.wake(sighted, signal)).resolves.toMatchObject({ result: "failed" });
  });

  it("end with the signal", async () => {
    const calls = sagemakerCalls();
    local.setFault("hang", { scope: "control" });
    const controller = new AbortController();
    const description = expect(calls.look(controller.signal)).rejects.toThrow();
    controller.abort();
    await description;
  });
});

describe("EndpointMonitor through the AWS SDK", () => {
  it("sees a wake from cold through warming to warm, and learns how long it took", async () => {
    const monitor = monitorOf();
    const seen: string[] = [];
    monitor.subscribe(({ temperature }) => {
      if (seen.at(-1) !== temperature) seen.push(temperature);
    });
    await expect(monitor.wake(click)).resolves.toMatchObject({ temperature: "warming" });
    await comeWarm(monitor);
    expect(seen).toEqual(["cold", "warming", "warm"]);
    expect(monitor.status()).toMatchObject({ available: true, cost: { hourlyUsd: 1.515 } });
    expect(monitor.status().wakeSeconds).not.toBe(302);
    expect(countOf("InvokeEndpoint")).toBe(1);
  });

  it("wakes once for a hundred runs that wait, and lets all of them go on", async () => {
    const monitor = monitorOf();
    const runs = Promise.all(Array.from({ length: 100 }, () => monitor.untilWarm(patience)));
    await monitor.wake(click);
    local.jumpTo("warm");
    await runs;
    expect(countOf("InvokeEndpoint")).toBe(1);
    expect(monitor.status().wake).toEqual({ allowed: true, wakesLeftToday: 1 });
  });

  it("starts a copy past the alarm where it is set so", async () => {
    const monitor = monitorOf({ calls: sagemakerCalls({ wakeMethod: "copies" }) });
    await comeWarm(monitor);
    expect(countOf("UpdateInferenceComponentRuntimeConfig")).toBe(1);
    expect(countOf("InvokeEndpoint")).toBe(0);
  });

  it("sees it fall asleep by itself, and refuses the wake that is over the budget", async () => {
    const monitor = monitorOf({ wakesPerDay: 1 });
    await comeWarm(monitor);
    const asleep = new Promise<void>((resolve) => {
      monitor.subscribe(({ temperature }) => {
        if (temperature === "cold") resolve();
      });
    });
    local.jumpTo("cold");
    await asleep;
    await expect(monitor.wake(click)).rejects.toMatchObject({ code: "wake-budget-spent" });
    await expect(monitor.untilWarm(patience)).rejects.toMatchObject({
      code: "wake-budget-spent",
    });
    expect(countOf("InvokeEndpoint")).toBe(1);
  });

  it("wakes without the right to describe, and tells the log once", async () => {
    local.setFault("access-denied", { scope: "control" });
    const faults: string[] = [];
    const monitor = monitorOf({ onFault: (message) => faults.push(message) });
    await expect(monitor.wake(click)).resolves.toMatchObject({ temperature: "warming" });
    monitor.observe({ kind: "invoked", result: "answered" });
    expect(monitor.status()).toMatchObject({ temperature: "warm", available: true });
    await vi.waitFor(() => {
      expect(countOf("DescribeEndpoint")).toBeGreaterThan(3);
    }, patiently);
    expect(faults).toEqual([expect.stringContaining("sagemaker:DescribeEndpoint")]);
  });

  it("says nothing of the account when the wake is denied", async () => {
    local.setFault("access-denied");
    const error = await monitorOf()
      .wake(click)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "backend-unavailable", retryable: true });
    expect(String(error)).not.toMatch(/arn:|\d{12}|AccessDenied/u);
  });
});
