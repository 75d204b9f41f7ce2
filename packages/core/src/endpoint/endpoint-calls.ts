// What a provider hands in so that its endpoint can be watched and woken. Another provider is another
// implementation of it; nothing else here knows who runs the model.
import type { Description, InvocationResult } from "./endpoint-state.ts";

/** How a provider's endpoint is looked at and woken, and what the errors of that mean. */
export interface EndpointCalls {
  /** How many seconds a wake is expected to take before one was seen. */
  readonly usualWakeSeconds: number;
  /**
   * Looks, without an invocation: that would keep the model awake.
   * @throws what `explain` reads
   */
  look(signal: AbortSignal): Promise<Description>;
  /** Asks for a copy. Never throws: what failed is in the outcome. */
  wake(situation: WakeSituation, signal: AbortSignal): Promise<WakeOutcome>;
  /** What an error of `look` means. */
  explain(error: unknown): LookFault;
}

/** What a provider knows when it chooses how to wake. */
export interface WakeSituation {
  /** True while looks fail: only an invocation tells then whether a copy came. */
  readonly isBlind: boolean;
}

/** What came of a call for a copy. */
export interface WakeOutcome {
  /** True when a copy is on its way because of it. */
  readonly isSent: boolean;
  /** What it showed of the endpoint; null when it was no invocation. */
  readonly result: InvocationResult | null;
  /** What it failed with, for the log. */
  readonly error?: unknown;
}

/** Why the endpoint could not be looked at, for the log alone: it may name accounts and roles. */
export interface LookFault {
  /** Which error it is, such as `AccessDeniedException`: one that lasts is told once. */
  readonly name: string;
  /** The error in one line. */
  readonly line: string;
  /** What must be done about it, as a sentence; null when it may pass by itself. */
  readonly advice: string | null;
}
