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
export function largeModelState(status: EndpointStatus, load: LargeModelLoad): Availability {
  const { temperature, available } = status;
  const state = { canWait: temperature !== "down" };
  if (!available) {
    const isTroubled = temperature === "warm" || temperature === "down";
    return { ...state, available, why: whyNot(status), isTroubled };
  }
  if (load.waiting < load.capacity) return { ...state, available };
  const runs = load.waiting === 1 ? "1 run waits" : `${load.waiting} runs wait`;
  return { ...state, available: false, why: `it is busy, ${runs} for it`, isTroubled: true };
}

/** As the end of a sentence, such as `it is asleep (about 5 min to wake)`. */
function whyNot({ temperature, words, wakeSeconds }: EndpointStatus): string {
  // Before the first look nobody knows whether it has to be woken.
  if (words === "not seen yet") return "it was not seen yet";
  if (temperature === "cold") return `it is ${words} (about ${roundWait(wakeSeconds)} to wake)`;
  // "unavailable: it fails" has the reason behind the colon.
  const [, reason] = /^unavailable: (.+)$/u.exec(words) ?? [];
  return reason ?? `it is ${words}`;
}

function roundWait(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
