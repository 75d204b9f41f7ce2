// How the endpoint is, as code and values for others: pure, from what was observed.
import type { EndpointCondition } from "../contract/reason.ts";
import { acceptsRuns, type EndpointState } from "./endpoint-state.ts";

interface ConditionOptions {
  readonly atMs: number;
  /** As in EndpointStatus. */
  readonly secondsToWarm: number | null;
  readonly wakeSeconds: number;
  /** True when the wake takes longer than those before it. */
  readonly isLate: boolean;
}

/** Longer than two of the slowest looks: what is known may be out of date. */
const staleMs = 180_000;

/** How the endpoint is. */
export function endpointCondition(
  state: EndpointState,
  { atMs, secondsToWarm, wakeSeconds, isLate }: ConditionOptions,
): EndpointCondition {
  switch (state.temperature) {
    case "cold":
      return state.seenAtMs === null ? { code: "unseen" } : { code: "asleep", wakeSeconds };
    case "warming":
      return { code: "waking", secondsToWarm: secondsToWarm ?? 0, isLate };
    case "warm":
      return acceptsRuns(state, atMs) ? { code: "awake" } : { code: "throttled" };
    case "down":
      return { code: state.trouble ?? "failing" };
  }
}

/** Minutes since the endpoint last showed itself, once that is long ago; null while it is not. */
export function staleMinutes(
  { temperature, seenAtMs }: EndpointState,
  atMs: number,
): number | null {
  const unseenMs = seenAtMs === null ? 0 : atMs - seenAtMs;
  if (temperature === "down" || unseenMs < staleMs) return null;
  return Math.round(unseenMs / 60_000);
}

/** The state in words, such as `asleep (last seen 5 min ago)`. */
export function statusWords(words: string, stale: number | null): string {
  return stale === null ? words : `${words} (last seen ${stale} min ago)`;
}
