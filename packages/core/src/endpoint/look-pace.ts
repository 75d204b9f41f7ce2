// How often the endpoint is looked at: pure. Looking costs nothing and wakes nothing, but providers limit
// such calls: SageMaker its Describe calls, for the whole account.
import type { EndpointState } from "./endpoint-state.ts";

/** Milliseconds between two looks. */
export interface LookPace {
  /** While a copy is on its way, or something unexpected was just seen. */
  readonly alertMs: number;
  /** While it is warm or down, or an instance still costs money. */
  readonly awakeMs: number;
  /** While it is cold without any instance. */
  readonly asleepMs: number;
  /** The least while looks fail. */
  readonly blindMs: number;
}

/** The pace of a server. */
export const usualPace: LookPace = {
  alertMs: 3000,
  awakeMs: 30_000,
  asleepMs: 60_000,
  blindMs: 15_000,
};

/** How long after the last look the next one is due. */
export function lookAfterMs(state: EndpointState, isAlert: boolean, pace: LookPace): number {
  const { temperature, instances, isBlind } = state;
  const calmMs = temperature === "cold" && instances === 0 ? pace.asleepMs : pace.awakeMs;
  const afterMs = isAlert || temperature === "warming" ? pace.alertMs : calmMs;
  return isBlind ? Math.max(afterMs, pace.blindMs) : afterMs;
}
