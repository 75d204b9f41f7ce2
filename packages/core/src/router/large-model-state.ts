// The large model's endpoint as the router sees it: one backend among others.
import type { EndpointStatus } from "../endpoint/endpoint-status.ts";
import type { Availability } from "./rank-backends.ts";

/** How busy the large model is. */
export interface LargeModelLoad {
  /** Runs that wait for it already. */
  readonly waiting: number;
  /** Runs that it does at a time. */
  readonly capacity: number;
}

/**
 * What the router knows of the large model before a run. It is passed over while as many runs wait as
 * it does at a time: somebody who did not ask for it gets an answer sooner elsewhere.
 */
export function largeModelState(
  { temperature, available, condition }: EndpointStatus,
  { waiting, capacity }: LargeModelLoad,
): Availability {
  const canWait = temperature !== "down";
  if (!available) {
    const why = condition.code === "awake" ? ({ code: "throttled" } as const) : condition;
    return { available, why, canWait };
  }
  if (waiting < capacity) return { available };
  return { available: false, why: { code: "crowded", waiting }, canWait };
}
