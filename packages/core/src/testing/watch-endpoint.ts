import { EndpointMonitor, type EndpointMonitorOptions } from "../endpoint/endpoint-monitor.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { FakeEndpointCalls } from "./fake-endpoint-calls.ts";
import { lifeOfCopies } from "./observations.ts";

/** A monitor with the world around it in a test's hands. */
export interface WatchedEndpoint {
  readonly monitor: EndpointMonitor;
  readonly calls: FakeEndpointCalls;
  readonly clock: FakeClock;
  /** What the log was told. */
  readonly faults: readonly string[];
}

/** A monitor that has looked once, at 08:00 UTC, and may wake twice a day. */
export async function watchEndpoint(
  options: Partial<EndpointMonitorOptions> = {},
): Promise<WatchedEndpoint> {
  const clock = fakeClock();
  const calls = new FakeEndpointCalls();
  const faults: string[] = [];
  const monitor = new EndpointMonitor({
    modelName: "Mistral-7B-Instruct",
    instanceType: "ml.g5.2xlarge",
    price: { usdPerHour: 1.515, source: "a price table of March 2026" },
    wakePolicy: "summarization",
    wakesPerDay: 2,
    mayAnonymousWake: true,
    maxWaiting: 8,
    clock,
    wallClockMs: () => Date.parse("2026-11-21T08:00:00Z") + clock.nowMs(),
    onFault: (message) => faults.push(message),
    calls,
    ...options,
  });
  await clock.advance(0);
  return { monitor, calls, clock, faults };
}

/** Lets the copy that was called come, as long from now as given. */
export async function comeWarm(
  { calls, clock }: WatchedEndpoint,
  afterMs = 300_000,
): Promise<void> {
  const lookEveryMs = 3000;
  calls.description = lifeOfCopies.starting;
  await clock.advance(afterMs - lookEveryMs);
  calls.description = lifeOfCopies.running;
  await clock.advance(lookEveryMs);
}

interface WaitOptions {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  readonly isKnownCaller?: boolean;
  readonly caller?: string;
}

/** A run that waits for the large model, with the progress that it was told. */
export function waitForWarm(monitor: EndpointMonitor, options: WaitOptions) {
  const { signal = new AbortController().signal, isKnownCaller = true } = options;
  const { caller = "a", waitMs } = options;
  const told: (readonly [doneSeconds: number, expectedSeconds: number])[] = [];
  const onProgress = (doneSeconds: number, expectedSeconds: number) => {
    told.push([doneSeconds, expectedSeconds]);
  };
  return { told, done: monitor.untilWarm({ waitMs, caller, isKnownCaller, signal, onProgress }) };
}
