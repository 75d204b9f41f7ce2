// What is known of the endpoint, as others may know it: pure.
import { acceptsRuns, type EndpointState, type Temperature } from "./endpoint-state.ts";
import type { EndpointStatus } from "./endpoint-status.ts";
import { conditionWords } from "../contract/reason-words.ts";
import { endpointCondition, staleMinutes, statusWords } from "./endpoint-condition.ts";

/** How far a wake has come. */
export interface WakeProgress {
  /** Seconds since the wake; 0 when none is under way. */
  readonly doneSeconds: number;
  /** How many it is expected to take in all. */
  readonly expectedSeconds: number;
}

interface Moment {
  readonly atMs: number;
  /** How many seconds a wake is expected to take. */
  readonly expectedSeconds: number;
}

/** How far the wake has come, counted from the call that brings the copy. */
export function wakeProgress(
  state: EndpointState,
  { atMs, expectedSeconds }: Moment,
): WakeProgress {
  const { temperature, calledAtMs, sinceMs } = state;
  const doneMs = temperature === "warming" ? atMs - (calledAtMs ?? sinceMs) : 0;
  return { doneSeconds: Math.max(0, doneMs / 1000), expectedSeconds };
}

/** The part of an EndpointStatus that follows from what was observed. */
export function reportState(
  state: EndpointState,
  moment: Moment,
): Omit<EndpointStatus, "model" | "wakePolicy" | "wake" | "cost"> {
  const { atMs } = moment;
  const { temperature, sinceMs } = state;
  const { doneSeconds, expectedSeconds } = wakeProgress(state, moment);
  const secondsToWarm = secondsLeft(temperature, doneSeconds, expectedSeconds);
  const isLate = doneSeconds >= expectedSeconds;
  const wakeSeconds = Math.round(expectedSeconds);
  const condition = endpointCondition(state, { atMs, secondsToWarm, wakeSeconds, isLate });
  const stale = staleMinutes(state, atMs);
  return {
    temperature,
    words: statusWords(conditionWords(condition), stale),
    condition,
    staleMinutes: stale,
    available: acceptsRuns(state, atMs),
    sinceSeconds: Math.max(0, Math.floor((atMs - sinceMs) / 1000)),
    secondsToWarm,
    wakeSeconds,
  };
}

function secondsLeft(temperature: Temperature, done: number, expected: number): number | null {
  if (temperature === "warm") return 0;
  if (temperature !== "warming") return null;
  // A wake that is late is expected to take another tenth of what it took so far.
  return Math.max(1, Math.ceil(done < expected ? expected - done : done / 10));
}
