import { type SagemakerLocal, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { EndpointMonitor, type EndpointMonitorOptions } from "../../endpoint/endpoint-monitor.ts";
import { SageMakerCalls } from "./sagemaker-calls.ts";

// The whole against a local SageMaker through the unmodified AWS SDK, so fast that a wake of five minutes
// takes a third of a second.
const timeScale = 1000;
const names = { endpointName: "nlp", componentName: "mistral" };
const signal = new AbortController().signal;
const click = { by: "person", isKnownCaller: true } as const;

let local: SagemakerLocal;
const ends: (() => void)[] = [];

beforeEach(async () => {
  local = await startSagemakerLocal({
    ...names,
    timeScale,
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
  for (const end of ends.splice(0)) end();
  vi.unstubAllEnvs();
  await local.close();
});

function sagemakerCalls(options: { timeoutMs?: number } = {}): SageMakerCalls {
  const calls = new SageMakerCalls({ ...names, ...options });
  ends.push(() => {
    calls.close();
  });
  return calls;
}

function monitorOf(options: Partial<EndpointMonitorOptions> = {}): EndpointMonitor {
  const monitor = new EndpointMonitor({
    ...names,
    modelName: "Mistral-7B-Instruct",
    instanceType: "ml.g5.2xlarge",
    wakePolicy: "summarization",
    wakeMethod: "invoke",
    wakesPerDay: 2,
    mayAnonymousWake: true,
    maxWaiting: 100,
    clock: systemClock,
    pace: { alertMs: 10, awakeMs: 10, asleepMs: 10, blindMs: 10 },
    ...options,
  });
  ends.push(() => {
    monitor.close();
  });
  return monitor;
}

/** How often an operation was called. */
function countOf(operation: string): number {
  return local.requests.filter((request) => request.operation === operation).length;
}

function waitOf(waitMs: number) {
  return { waitMs, isKnownCaller: true, signal, onProgress: () => undefined };
}

describe("SageMakerCalls through the AWS SDK", () => {
  it("describe an endpoint that sleeps and one that is awake", async () => {
    const calls = sagemakerCalls();
    const inService = { componentStatus: "InService", endpointStatus: "InService" };
    const none = { currentCopies: 0, desiredCopies: 0, instances: 0 };
    await expect(calls.describe(signal)).resolves.toEqual({ ...inService, ...none });
    local.jumpTo("warm");
    const one = { currentCopies: 1, desiredCopies: 1, instances: 1 };
    await expect(calls.describe(signal)).resolves.toEqual({ ...inService, ...one });
  });

  it("knock, and start a copy", async () => {
    const calls = sagemakerCalls();
    await expect(calls.knock(signal)).resolves.toMatchObject({ result: "cold" });
    await calls.startCopy(signal);
    expect(local.state().desiredCopies).toBe(1);
    local.jumpTo("warm");
    await expect(calls.knock(signal)).resolves.toEqual({ result: "answered" });
  });

  it.each([
    ["cold", "cold"],
    ["cold-echo", "answered"],
    ["model-error", "answered"],
    ["model-error-5xx", "failed"],
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
    await expect(sagemakerCalls().knock(signal)).resolves.toMatchObject({ result });
  });

  it("give up on a service that never answers", async () => {
    const calls = sagemakerCalls({ timeoutMs: 50 });
    local.jumpTo("warm");
    local.setFault("hang", { scope: "control" });
    await expect(calls.describe(signal)).rejects.toMatchObject({ name: "TimeoutError" });
    local.setFault("hang");
    await expect(calls.knock(signal)).resolves.toMatchObject({ result: "failed" });
  });

  it("end with the signal", async () => {
    const calls = sagemakerCalls();
    local.setFault("hang", { scope: "control" });
    const controller = new AbortController();
    const description = expect(calls.describe(controller.signal)).rejects.toThrow();
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
    await monitor.untilWarm(waitOf(10_000));
    expect(seen).toEqual(["cold", "warming", "warm"]);
    expect(monitor.status()).toMatchObject({ available: true, cost: { hourlyUsd: 1.515 } });
    expect(monitor.status().wakeSeconds).toBeLessThan(10);
    expect(countOf("InvokeEndpoint")).toBe(1);
  });

  it("wakes once for a hundred runs that wait, and lets all of them go on", async () => {
    const monitor = monitorOf();
    await Promise.all(Array.from({ length: 100 }, () => monitor.untilWarm(waitOf(10_000))));
    expect(countOf("InvokeEndpoint")).toBe(1);
    expect(monitor.status().wake).toEqual({ allowed: true, wakesLeftToday: 1 });
  });

  it("starts a copy past the alarm where it is set so", async () => {
    const monitor = monitorOf({ wakeMethod: "copies" });
    await monitor.untilWarm(waitOf(10_000));
    expect(countOf("UpdateInferenceComponentRuntimeConfig")).toBe(1);
    expect(countOf("InvokeEndpoint")).toBe(0);
  });

  it("sees it fall asleep by itself, and refuses the wake that is over the budget", async () => {
    const monitor = monitorOf({ wakesPerDay: 1 });
    await monitor.untilWarm(waitOf(10_000));
    const asleep = new Promise<void>((resolve) => {
      monitor.subscribe(({ temperature }) => {
        if (temperature === "cold") resolve();
      });
    });
    local.setCopies(0);
    await asleep;
    await expect(monitor.wake(click)).rejects.toMatchObject({ code: "wake-budget-spent" });
    await expect(monitor.untilWarm(waitOf(10_000))).rejects.toMatchObject({
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
    });
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
