import type { Endpoint, WakeRequest, WarmRequest } from "../endpoint/endpoint.ts";
import type { Observation } from "../endpoint/endpoint-state.ts";
import type { EndpointStatus } from "../endpoint/endpoint-status.ts";
import { conditionWords } from "../contract/reason-words.ts";
import { statusWords } from "../endpoint/endpoint-condition.ts";
import { WarmWaits } from "../endpoint/warm-waits.ts";
import { abortError, InferenceError } from "../contract/inference-error.ts";
import type { Clock } from "../runtime/clock.ts";

interface FakeEndpointOptions {
  readonly clock: Clock;
  /** What differs from a cold endpoint that may be woken. */
  readonly status?: Partial<EndpointStatus>;
  /** What a wake does instead of changing to warming. */
  readonly onWake?: (request: WakeRequest) => void;
  /** Default 64. */
  readonly maxWaiting?: number;
}

/** An endpoint whose temperature the test sets; a wake makes a cold one warming, and the rest is up to the test. */
export class FakeEndpoint implements Endpoint {
  /** Every wake that was asked for, in order; waits for warmth ask for one too. */
  readonly wakes: WakeRequest[] = [];
  /** What was observed, in order. */
  readonly observations: Observation[] = [];
  readonly #options: FakeEndpointOptions;
  readonly #listeners = new Set<(status: EndpointStatus) => void>();
  readonly #warmWaits: WarmWaits;
  #status: EndpointStatus;
  #changedAtMs: number;

  constructor(options: FakeEndpointOptions) {
    const { clock, status, maxWaiting = 64 } = options;
    this.#options = options;
    this.#status = endpointStatus(status);
    this.#changedAtMs = clock.nowMs();
    this.#warmWaits = new WarmWaits({ clock, maxWaiting, progress: () => this.#progress() });
  }

  /** How many runs wait for it to be warm. */
  get waiting(): number {
    return this.#warmWaits.waiting;
  }

  /** How many listen to its changes. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Changes the status, tells those who listen, and lets those go on who wait, or refuses them when it is down. */
  set(change: Partial<EndpointStatus>): void {
    const from = this.#status.temperature;
    this.#status = endpointStatus({ ...this.#status, ...defaultsOf(change), ...change });
    if (this.#status.temperature !== from) this.#changedAtMs = this.#options.clock.nowMs();
    for (const listener of this.#listeners) listener(this.status());
    if (this.#status.temperature === "warm") this.#warmWaits.admit();
    if (this.#status.temperature === "down") this.#warmWaits.refuse(unavailable());
  }

  status(): EndpointStatus {
    const sinceSeconds = (this.#options.clock.nowMs() - this.#changedAtMs) / 1000;
    return { ...this.#status, sinceSeconds };
  }

  subscribe(listener: (status: EndpointStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  observe(observation: Observation): void {
    this.observations.push(observation);
  }

  async wake(request: WakeRequest): Promise<EndpointStatus> {
    this.wakes.push(request);
    const { temperature, wake } = this.#status;
    if (temperature === "down") throw unavailable();
    if (temperature === "cold" && !wake.allowed) {
      throw new InferenceError("wake-refused", `The large model cannot be woken: ${wake.why}.`);
    }
    if (this.#options.onWake) this.#options.onWake(request);
    else if (temperature === "cold") this.set({ temperature: "warming" });
    return this.status();
  }

  async untilWarm(request: WarmRequest): Promise<void> {
    if (this.#status.temperature === "warm") return;
    await this.wake({ by: "person", isKnownCaller: request.isKnownCaller });
    await this.#warmWaits.wait(request);
  }

  close(): void {
    this.#listeners.clear();
    this.#warmWaits.refuse(abortError());
  }

  #progress(): { doneSeconds: number; expectedSeconds: number } {
    const isWarming = this.#status.temperature === "warming";
    const expectedSeconds = this.#status.wakeSeconds;
    return { doneSeconds: isWarming ? this.status().sinceSeconds : 0, expectedSeconds };
  }
}

/** The status of a cold endpoint that may be woken, with what differs; what follows from the temperature follows. */
export function endpointStatus(change: Partial<EndpointStatus> = {}): EndpointStatus {
  const wakeSeconds = change.wakeSeconds ?? 180;
  const status = {
    temperature: "cold",
    model: "Mistral-7B-Instruct",
    condition: { code: "asleep", wakeSeconds },
    staleMinutes: null,
    available: false,
    sinceSeconds: 0,
    secondsToWarm: null,
    wakeSeconds,
    wakePolicy: "summarization",
    wake: { allowed: true, wakesLeftToday: 12 },
    cost: {
      since: "2026-11-21T08:00:00.000Z",
      watchedSeconds: 3600,
      awakeSeconds: 1200,
      estimatedUsd: 0.505,
      alwaysOnUsd: 1.515,
      hourlyUsd: 0,
      instanceHourlyUsd: 1.515,
      instanceType: "ml.g5.2xlarge",
      priceSource: "a price table of 2026-03",
    },
    ...defaultsOf(change),
    ...change,
  } as const satisfies Omit<EndpointStatus, "words">;
  const words = statusWords(conditionWords(status.condition), status.staleMinutes);
  return { ...status, words };
}

function defaultsOf({
  temperature,
  available = temperature === "warm",
  wakeSeconds = 180,
}: Partial<EndpointStatus>): Partial<EndpointStatus> {
  switch (temperature) {
    case undefined:
      return {};
    case "cold":
      return { condition: { code: "asleep", wakeSeconds }, available, secondsToWarm: null };
    case "warming": {
      const condition = { code: "waking", secondsToWarm: 180, isLate: false } as const;
      return { condition, available, secondsToWarm: 180 };
    }
    case "warm":
      return {
        condition: { code: available ? "awake" : "throttled" },
        available,
        secondsToWarm: 0,
      };
    case "down":
      return { condition: { code: "failing" }, available, secondsToWarm: null };
  }
}

function unavailable(): InferenceError {
  const what = "The large model is not available: it fails. Choose another backend.";
  return new InferenceError("backend-unavailable", what, { retryable: true });
}
