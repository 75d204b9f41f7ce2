import { abortError, InferenceError, throwIfAborted } from "../contract/inference-error.ts";
import { inTime, orAbort } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
import { CostMeter, type InstancePrice } from "./cost-meter.ts";
import type { Endpoint, WakeRequest, WarmRequest } from "./endpoint.ts";
import type { EndpointCalls } from "./endpoint-calls.ts";
import {
  acceptsRuns,
  type EndpointState,
  nextEndpointState,
  type Observation,
  unseenEndpoint,
} from "./endpoint-state.ts";
import type { EndpointStatus } from "./endpoint-status.ts";
import { reportState, wakeProgress, type WakeProgress } from "./report-state.ts";
import { EndpointWatch } from "./endpoint-watch.ts";
import { type LookPace, usualPace } from "./look-pace.ts";
import { MemoryWakeLedger, type WakeLedger } from "./wake-ledger.ts";
import { checkWake, wakeOffer, type WakeRules } from "./wake-policy.ts";
import { WakeTimes } from "./wake-times.ts";
import { Waker } from "./waker.ts";
import { WarmWaits } from "./warm-waits.ts";

/** What an endpoint monitor watches, by which rules it wakes, and what it is given of the world. */
export interface EndpointMonitorOptions extends WakeRules {
  /** The provider's: how to look, how to wake, what its errors mean. */
  readonly calls: EndpointCalls;
  /** The model's name, as answers are signed with it. */
  readonly modelName: string;
  /** For the cost meter, such as `ml.g5.2xlarge`. */
  readonly instanceType: string;
  /** What an instance costs; null when that is not known. */
  readonly price: InstancePrice | null;
  /** The most runs that wait for a wake at a time. */
  readonly maxWaiting: number;
  readonly clock: Clock;
  /** The time of day, in milliseconds since 1970 UTC. Default `Date.now`. */
  readonly wallClockMs?: () => number;
  /** Told what a person who runs the server should know, with the error behind it; for the log only. */
  readonly onFault?: (message: string, error: unknown) => void;
  /** Told of each change of the temperature, for the log. */
  readonly onChange?: (status: EndpointStatus) => void;
  /** Told of each wake that was sent and counted. */
  readonly onWoken?: () => void;
  /** Left out, wakes are counted in this process. */
  readonly ledger?: WakeLedger;
  /** Seconds that a wake is expected to take before one was seen. Left out, the provider's figure. */
  readonly expectedWakeSeconds?: number | undefined;
  /** How often it is looked at. */
  readonly pace?: LookPace;
}

// A run that waits for nothing stays to hear whether the wake was sent, which takes a second at most.
const leastSendMs = 3000;

/**
 * Watches one endpoint by looks and by what invocations show, wakes it once however many ask, and lets
 * runs wait for it. Never probes by invoking, which would keep the GPU awake.
 */
export class EndpointMonitor implements Endpoint {
  readonly #options: EndpointMonitorOptions;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<(status: EndpointStatus) => void>();
  readonly #wakeTimes: WakeTimes;
  readonly #meter: CostMeter;
  readonly #watch: EndpointWatch;
  readonly #waker: Waker;
  readonly #warmWaits: WarmWaits;
  #state: EndpointState;
  // What the listeners know, without the figures that change all the time.
  #told = "";

  constructor(options: EndpointMonitorOptions) {
    const { calls, clock, instanceType, price, maxWaiting, wallClockMs = Date.now } = options;
    this.#options = options;
    this.#state = unseenEndpoint(clock.nowMs());
    this.#wakeTimes = new WakeTimes(options.expectedWakeSeconds ?? calls.usualWakeSeconds);
    const since = new Date(wallClockMs()).toISOString();
    this.#meter = new CostMeter({ instanceType, price, since });
    this.#warmWaits = new WarmWaits({ clock, maxWaiting, progress: () => this.#progress() });
    const shared = {
      calls,
      clock,
      closed: this.#closed.signal,
      state: () => this.#state,
      observe: this.observe.bind(this),
      onFault: this.#fault.bind(this),
    };
    this.#watch = new EndpointWatch({
      ...shared,
      pace: options.pace ?? usualPace,
      onTick: () => this.#tick(),
    });
    this.#waker = new Waker({
      ...shared,
      rules: options,
      ledger: options.ledger ?? new MemoryWakeLedger(),
      wallClockMs,
      look: () => this.#watch.lookAnew(),
      onWoken: options.onWoken,
    });
    this.#watch.start().catch((error: unknown) => {
      this.#fault("The watch of the large model's endpoint has ended.", error);
    });
  }

  status(): EndpointStatus {
    const { clock, modelName: model, wakePolicy } = this.#options;
    const atMs = clock.nowMs();
    const { expectedSeconds } = this.#wakeTimes;
    return {
      ...reportState(this.#state, { atMs, expectedSeconds }),
      model,
      wakePolicy,
      wake: wakeOffer(this.#options, this.#waker.wakesUsed),
      cost: this.#meter.cost(atMs),
    };
  }

  subscribe(listener: (status: EndpointStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  observe(observation: Observation): void {
    if (this.#closed.signal.aborted) return;
    const atMs = this.#options.clock.nowMs();
    const before = this.#state;
    this.#state = nextEndpointState(before, observation, atMs);
    if (observation.kind === "described") this.#meter.see(observation.instances, atMs);
    // A call that found no copy has raised the alarm: a copy may come unasked.
    if (observation.kind === "invoked" && observation.result === "cold") this.#watch.alert();
    if (this.#state.temperature !== before.temperature) this.#afterTurn(before, atMs);
    this.#watch.replan();
    this.#tell();
  }

  async wake(request: WakeRequest): Promise<EndpointStatus> {
    const { temperature } = this.#state;
    if (temperature !== "warm" && temperature !== "warming") {
      checkWake(this.#options, request);
      await this.#waker.wake();
    }
    return this.status();
  }

  async untilWarm(request: WarmRequest): Promise<void> {
    const { signal, waitMs, caller } = request;
    throwIfAborted(signal);
    if (this.#takesRuns()) return;
    if (waitMs > 0) this.#warmWaits.check(caller);
    const askedAtMs = this.#options.clock.nowMs();
    await this.#wakeFor(request);
    if (this.#takesRuns()) return;
    const leftMs = waitMs - (this.#options.clock.nowMs() - askedAtMs);
    await this.#warmWaits.wait({ ...request, waitMs: Math.max(0, leftMs) });
  }

  close(): void {
    this.#closed.abort();
    this.#listeners.clear();
    this.#warmWaits.refuse(abortError());
  }

  // Down with a trial due counts: the run that asks may be the trial.
  #takesRuns(): boolean {
    const isAccepting = acceptsRuns(this.#state, this.#options.clock.nowMs());
    return this.#state.temperature === "warm" || isAccepting;
  }

  // The call may be slow to come through; the run waits for it no longer than it may.
  async #wakeFor({ waitMs, isKnownCaller, signal }: WarmRequest): Promise<void> {
    const { clock } = this.#options;
    // A pinned run is a person's own wish, as a click is.
    const wake = this.wake({ by: "person", isKnownCaller });
    const limit = { clock, ms: Math.max(waitMs, leastSendMs), late: () => undefined };
    await orAbort(inTime(wake, limit), signal);
  }

  async #tick(): Promise<void> {
    await this.#waker.readLedger();
    await this.#waker.repeatIfDue();
    this.#tell();
  }

  #afterTurn(before: EndpointState, atMs: number): void {
    const { temperature } = this.#state;
    if (temperature === "warm") {
      this.#learn(before, atMs);
      this.#warmWaits.admit();
    }
    if (temperature === "down") this.#warmWaits.refuse(this.#waker.unavailable());
    if (temperature === "cold" && before.temperature === "warming") {
      this.#warmWaits.refuse(didNotStart());
      this.#fault(
        "The large model was woken and no copy of it came: look at what should start one, such as an alarm and a scaling policy.",
        null,
      );
    }
    this.#options.onChange?.(this.status());
  }

  // Only a wake whose call and whose end were both seen tells how long wakes take.
  #learn({ temperature, calledAtMs, isBlind }: EndpointState, atMs: number): void {
    if (temperature !== "warming" || calledAtMs === null || isBlind) return;
    this.#wakeTimes.learn((atMs - calledAtMs) / 1000);
  }

  #progress(): WakeProgress {
    const { expectedSeconds } = this.#wakeTimes;
    return wakeProgress(this.#state, { atMs: this.#options.clock.nowMs(), expectedSeconds });
  }

  #tell(): void {
    const status = this.status();
    // Figures that grow with the time alone are no news.
    const told = JSON.stringify({ ...status, sinceSeconds: 0, cost: status.cost.hourlyUsd });
    if (told === this.#told) return;
    this.#told = told;
    for (const listener of this.#listeners) {
      try {
        listener(status);
      } catch (error) {
        this.#fault("A listener to the large model's state failed.", error);
      }
    }
  }

  #fault(message: string, error: unknown): void {
    this.#options.onFault?.(message, error);
  }
}

function didNotStart(): InferenceError {
  const what = "The large model was woken and did not start.";
  return new InferenceError(
    "backend-unavailable",
    `${what} Try again in about 60 s, or choose another backend.`,
    { retryable: true, retryAfterMs: 60_000 },
  );
}
