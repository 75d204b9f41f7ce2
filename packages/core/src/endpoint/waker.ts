// Wakes the endpoint: one call however many ask, counted in the day's budget, repeated while no copy shows.
import { abortError, InferenceError } from "../contract/inference-error.ts";
import { obstacleWords } from "../contract/reason-words.ts";
import type { Clock } from "../runtime/clock.ts";
import type { EndpointCalls } from "./endpoint-calls.ts";
import type { EndpointState, InvocationResult, Observation } from "./endpoint-state.ts";
import { lengthen, noPause } from "./pause.ts";
import type { WakeLedger } from "./wake-ledger.ts";
import { budgetSpent, type WakeRules } from "./wake-policy.ts";

interface WakerOptions {
  readonly rules: WakeRules;
  readonly calls: EndpointCalls;
  readonly ledger: WakeLedger;
  readonly clock: Clock;
  readonly wallClockMs: () => number;
  /** Ends what is under way. */
  readonly closed: AbortSignal;
  readonly state: () => EndpointState;
  readonly observe: (observation: Observation) => void;
  /** Looks at the endpoint now. */
  readonly look: () => Promise<void>;
  readonly onFault: (message: string, error: unknown) => void;
  /** Told of each wake that was sent and counted. */
  readonly onWoken?: (() => void) | undefined;
}

// On SageMaker the alarm looks at half a minute or a minute, and its copy was wanted 102 s after the call in
// the field: whoever has not seen one by then calls again.
const repeatAfterMs = 120_000;
const mostCalls = 3;
// Without sight only these calls tell that it is warm: 20 minutes of them, twice the longest published wake.
const mostBlindCalls = 10;

// A call that fails is not sent again for each run that asks meanwhile.
const failedCallRest = { firstMs: 5000, mostMs: 300_000 };

const dayMs = 86_400_000;

/** The one who wakes the endpoint. */
export class Waker {
  readonly #options: WakerOptions;
  #underWay: Promise<void> | null = null;
  #calls = 0;
  #calledAtMs = -Infinity;
  #usedToday = { day: "", wakes: 0 };
  #rest = noPause;
  // Why the last call that failed did.
  #whyNotSent = "";

  constructor(options: WakerOptions) {
    this.#options = options;
  }

  /** Wakes of this UTC day, as last read from the ledger. */
  get wakesUsed(): number {
    return this.#usedToday.day === this.#today() ? this.#usedToday.wakes : 0;
  }

  /**
   * Wakes it unless it is warm or warming; whoever asks while a wake is being sent shares it.
   * @throws InferenceError `wake-budget-spent`, or `backend-unavailable` when it is down or the call failed
   */
  wake(): Promise<void> {
    this.#underWay ??= this.#wakeOnce().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Calls again when the wake under way shows no copy after its time. */
  async repeatIfDue(): Promise<void> {
    const { state, clock } = this.#options;
    const { temperature, holdUntilMs, isBlind } = state();
    if (temperature !== "warming" || holdUntilMs === null) return;
    if (clock.nowMs() - this.#calledAtMs < repeatAfterMs) return;
    if (this.#calls >= (isBlind ? mostBlindCalls : mostCalls)) return;
    // A call that fails is told to the log; the hold ends the wake if none gets through.
    await this.#call().catch(() => undefined);
  }

  /** Reads the day's count, which others may have added to. Never throws: the last count stays. */
  async readLedger(): Promise<void> {
    const day = this.#today();
    try {
      this.#usedToday = { day, wakes: await this.#options.ledger.used(day) };
    } catch (error) {
      this.#options.onFault("The count of today's wakes could not be read.", error);
    }
  }

  /** The error of a call that it cannot take because it is down. */
  unavailable(): InferenceError {
    const { state, clock } = this.#options;
    const { trouble, rest } = state();
    const why = trouble ? obstacleWords({ code: trouble }) : "it is not down";
    return unavailable(why, rest.untilMs - clock.nowMs());
  }

  async #wakeOnce(): Promise<void> {
    const { clock, look, state, ledger, rules } = this.#options;
    if (clock.nowMs() < this.#rest.untilMs) throw this.#notSentError();
    if (this.wakesUsed >= rules.wakesPerDay) throw this.#budgetSpent();
    // Somebody else may have woken it since the last look.
    await look();
    if (isAwakeOrComing(state())) return;
    if (state().temperature === "down") throw this.unavailable();
    const day = this.#today();
    if (!(await ledger.take(day, rules.wakesPerDay))) throw this.#budgetSpent();
    await this.readLedger();
    this.#calls = 0;
    try {
      await this.#call();
    } finally {
      // Not sent, or awake already: nothing was spent.
      if (state().temperature === "warming") this.#options.onWoken?.();
      else await ledger.giveBack(day);
      await this.readLedger();
    }
  }

  async #call(): Promise<void> {
    const { calls, clock, closed, state, observe } = this.#options;
    this.#calls += 1;
    this.#calledAtMs = clock.nowMs();
    const { isSent, result, error } = await calls.wake({ isBlind: state().isBlind }, closed);
    if (closed.aborted) throw abortError();
    if (result !== null) observe({ kind: "invoked", result });
    if (result === "answered") return;
    if (!isSent) throw this.#notSent(result === null ? noInvocation : failedWords[result], error);
    this.#rest = noPause;
    observe({ kind: "woken" });
  }

  #notSent(why: string, error: unknown): InferenceError {
    const { clock, onFault } = this.#options;
    onFault(`The large model could not be woken: ${why}.`, error);
    this.#rest = lengthen(this.#rest, failedCallRest, clock.nowMs());
    this.#whyNotSent = why;
    return this.#notSentError();
  }

  #notSentError(): InferenceError {
    const why = `the wake could not be sent, because ${this.#whyNotSent}`;
    return unavailable(why, this.#rest.untilMs - this.#options.clock.nowMs());
  }

  #budgetSpent(): InferenceError {
    const { rules, wallClockMs } = this.#options;
    return budgetSpent(rules, dayMs - (wallClockMs() % dayMs));
  }

  #today(): string {
    return new Date(this.#options.wallClockMs()).toISOString().slice(0, 10);
  }
}

function unavailable(why: string, restMs: number): InferenceError {
  const retryAfterMs = Math.max(5000, restMs);
  return new InferenceError(
    "backend-unavailable",
    `The large model is not available: ${why}. Try again in about ${Math.round(retryAfterMs / 1000)} s, or choose another backend.`,
    { retryable: true, retryAfterMs },
  );
}

function isAwakeOrComing({ temperature }: EndpointState): boolean {
  return temperature === "warm" || temperature === "warming";
}

const noInvocation = "the call that starts a copy failed";
const failedWords: Readonly<Record<Exclude<InvocationResult, "answered">, string>> = {
  cold: "no call of this server starts a copy",
  throttled: "its service takes no more calls just now",
  failed: "the call failed",
  denied: "this server may not call it",
};
