// The temperature of the large model's endpoint: a pure state machine from what was observed. Times are a
// Clock's milliseconds.
import { lengthen, noPause, type Pause } from "./pause.ts";

/** How ready an endpoint is: no copy runs, one is on its way, it answers, or it is broken. */
export type Temperature = "cold" | "warming" | "warm" | "down";

/** What one invocation told about the endpoint. */
export type InvocationResult =
  /** It answered, or refused an input in its own words: it runs. */
  | "answered"
  /** No copy runs. */
  | "cold"
  /** It has more requests than it takes now. */
  | "throttled"
  /** The container failed, timed out or broke off. */
  | "failed"
  /** We may not invoke it: wrong or missing credentials or rights. */
  | "denied";

/** How the copies of the model are: one runs, one is on its way, none does, or none can. */
export type CopyState = "running" | "coming" | "none" | "broken";

/** What a look told. */
export interface Description {
  readonly copy: CopyState;
  /** Instances that run now, and so cost money. */
  readonly instances: number;
}

/** What a look shows where nothing but the copy is seen: it runs on one instance, or on none. */
export function describeCopy(copy: CopyState): Description {
  return { copy, instances: copy === "none" ? 0 : 1 };
}

/** What was seen of the endpoint. */
export type Observation =
  | { readonly kind: "invoked"; readonly result: InvocationResult }
  /** An invocation was sent; while the endpoint is down, this takes the one trial. */
  | { readonly kind: "invoking" }
  | ({ readonly kind: "described" } & Description)
  /** A look failed: what we knew may be stale. */
  | { readonly kind: "unseen" }
  /** A wake was asked for. */
  | { readonly kind: "woken" };

/** Why an endpoint is down: its invocations fail, we may not invoke it, or its provider calls it broken. */
type Trouble = "failing" | "denied" | "broken";

/** What is known of the endpoint. */
export interface EndpointState {
  readonly temperature: Temperature;
  /** When it took this temperature. */
  readonly sinceMs: number;
  /** Instances that were described last; they run on for a while after the last copy has gone. */
  readonly instances: number;
  /** When it last showed itself, by a description or an answer of its own; null before the first time. */
  readonly seenAtMs: number | null;
  /** True while looks fail: only invocations tell then. */
  readonly isBlind: boolean;
  /** Why it is down; null in every other temperature. */
  readonly trouble: Trouble | null;
  /** Invocations in a row that failed or were denied. */
  readonly failures: number;
  /** The rest after failures; when it is over, one run may try. */
  readonly rest: Pause;
  /** When a trial after a rest was sent whose result is not known; null when none is. */
  readonly trialAtMs: number | null;
  /** The back-off after throttling. */
  readonly throttle: Pause;
  /** How long a description of running copies is not believed, after an invocation that found none. */
  readonly doubt: Pause;
  /** When the call was made that should bring a copy: a wake, or an invocation that found none. */
  readonly calledAtMs: number | null;
  /** Until when a wake may show no copy on its way before it counts as failed; null when one was seen. */
  readonly holdUntilMs: number | null;
}

/** Failures in a row that take an endpoint out of use. Two may be two bad inputs. */
const failuresToDown = 3;

const restGrowth = { firstMs: 30_000, mostMs: 600_000 };
// A provider throttles per second, and a busy copy is free soon, so the first back-off is short.
const throttleGrowth = { firstMs: 2000, mostMs: 60_000 };
// Descriptions lag behind a scale-in by seconds.
const doubtGrowth = { firstMs: 15_000, mostMs: 300_000 };
/** A trial without a result counts as lost after the longest that an invocation takes (60 s) twice. */
const trialLostMs = 120_000;
/**
 * How long after a wake the copy may show no sign. On SageMaker the alarm took 67 s and the copy 102 s in
 * the field (huggingface/skills, hf-cloud-sagemaker-production-defaults, July 2026).
 */
export const wakeHoldMs = 180_000;

/** The state before anything was observed: nothing says that it is warm, so it is cold. */
export function unseenEndpoint(atMs: number): EndpointState {
  return {
    temperature: "cold",
    sinceMs: atMs,
    instances: 0,
    seenAtMs: null,
    isBlind: false,
    trouble: null,
    failures: 0,
    rest: noPause,
    trialAtMs: null,
    throttle: noPause,
    doubt: noPause,
    calledAtMs: null,
    holdUntilMs: null,
  };
}

/** What is known after an observation. Never throws; only an answer or a running copy makes it warm. */
export function nextEndpointState(
  state: EndpointState,
  observation: Observation,
  atMs: number,
): EndpointState {
  switch (observation.kind) {
    case "invoking":
      return isTrialDue(state, atMs) ? { ...state, trialAtMs: atMs } : state;
    case "invoked":
      return afterInvocation(state, observation.result, atMs);
    case "described": {
      const { instances } = observation;
      const seen = { ...state, instances, seenAtMs: atMs, isBlind: false };
      return afterDescription(seen, observation, atMs);
    }
    case "unseen":
      return afterHold({ ...state, isBlind: true }, atMs);
    case "woken":
      return afterWake(state, atMs);
  }
}

/** True when a run may be sent: it is warm and not throttled, or down with its rest over and no trial under way. */
export function acceptsRuns(state: EndpointState, atMs: number): boolean {
  if (atMs < state.throttle.untilMs) return false;
  return state.temperature === "warm" || isTrialDue(state, atMs);
}

/** True when it is down, has rested, and one run may try whether it is well again. */
export function isTrialDue(state: EndpointState, atMs: number): boolean {
  const { temperature, trouble, rest, trialAtMs } = state;
  if (temperature !== "down" || trouble === "broken" || atMs < rest.untilMs) return false;
  return trialAtMs === null || atMs - trialAtMs >= trialLostMs;
}

function afterInvocation(
  state: EndpointState,
  result: InvocationResult,
  atMs: number,
): EndpointState {
  const told = { ...state, trialAtMs: null };
  switch (result) {
    case "answered": {
      const well = { failures: 0, rest: noPause, throttle: noPause, doubt: noPause };
      return warm({ ...told, ...well, seenAtMs: atMs }, atMs);
    }
    case "cold":
      return afterColdAnswer({ ...told, failures: 0, seenAtMs: atMs }, atMs);
    case "throttled":
      return { ...told, throttle: lengthen(state.throttle, throttleGrowth, atMs) };
    case "failed":
      return afterFailure(told, "failing", atMs);
    case "denied":
      return afterFailure(told, "denied", atMs);
  }
}

function afterColdAnswer(state: EndpointState, atMs: number): EndpointState {
  if (state.trouble === "broken") return state;
  // Calls that were under way when the wake was sent say nothing new.
  if (state.temperature === "warming") return afterHold(state, atMs);
  const isSurprise = state.temperature === "warm";
  const doubt = isSurprise ? lengthen(state.doubt, doubtGrowth, atMs) : state.doubt;
  return { ...cold(state, atMs), doubt, calledAtMs: atMs };
}

function afterFailure(state: EndpointState, trouble: Trouble, atMs: number): EndpointState {
  if (state.trouble === "broken") return state;
  const failures = state.failures + 1;
  if (state.temperature !== "down" && failures < failuresToDown) return { ...state, failures };
  // While it rests, results of older calls lengthen nothing.
  const rest = lengthen(state.rest, restGrowth, atMs);
  return { ...turn(state, "down", atMs), trouble, failures, rest, holdUntilMs: null };
}

function afterDescription(
  state: EndpointState,
  { copy }: Description,
  atMs: number,
): EndpointState {
  if (copy === "broken") {
    return { ...turn(state, "down", atMs), trouble: "broken", holdUntilMs: null };
  }
  if (state.trouble === "denied") return state;
  if (copy === "running") return afterRunningCopy(state, atMs);
  // A copy that comes now is a new one: failures and doubts were about the last.
  const empty = { ...state, failures: 0, doubt: { ...state.doubt, untilMs: -Infinity } };
  if (copy === "coming") {
    return { ...turn(empty, "warming", atMs), trouble: null, holdUntilMs: null };
  }
  if (state.temperature === "warming" && state.holdUntilMs !== null) return afterHold(empty, atMs);
  return cold(empty, atMs);
}

function afterRunningCopy(state: EndpointState, atMs: number): EndpointState {
  // A container can fail while its provider calls it in service: only a trial ends that.
  if (state.trouble === "failing") return state;
  return atMs < state.doubt.untilMs ? state : warm(state, atMs);
}

function afterWake(state: EndpointState, atMs: number): EndpointState {
  const { temperature } = state;
  if (temperature === "warm" || temperature === "down") return state;
  const calledAtMs = temperature === "warming" ? state.calledAtMs : atMs;
  const isSeen = temperature === "warming" && state.holdUntilMs === null;
  const holdUntilMs = isSeen ? null : atMs + wakeHoldMs;
  return { ...turn(state, "warming", atMs), calledAtMs, holdUntilMs };
}

function afterHold(state: EndpointState, atMs: number): EndpointState {
  const isOver = state.holdUntilMs !== null && atMs >= state.holdUntilMs;
  return state.temperature === "warming" && isOver ? cold(state, atMs) : state;
}

function cold(state: EndpointState, atMs: number): EndpointState {
  // A call that raised the alarm counts until its copy must have shown itself.
  const isCalled = state.calledAtMs !== null && atMs - state.calledAtMs < wakeHoldMs;
  const calledAtMs = isCalled ? state.calledAtMs : null;
  return { ...turn(state, "cold", atMs), trouble: null, holdUntilMs: null, calledAtMs };
}

function warm(state: EndpointState, atMs: number): EndpointState {
  return { ...turn(state, "warm", atMs), trouble: null, holdUntilMs: null, calledAtMs: null };
}

function turn(state: EndpointState, temperature: Temperature, atMs: number): EndpointState {
  return state.temperature === temperature ? state : { ...state, temperature, sinceMs: atMs };
}
