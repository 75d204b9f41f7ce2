import type {
  EndpointCalls,
  LookFault,
  WakeOutcome,
  WakeSituation,
} from "../endpoint/endpoint-calls.ts";
import type { Description } from "../endpoint/endpoint-state.ts";
import { description } from "./observations.ts";

/** A provider as a test sets it: what a look shows and what a call for a copy comes to. */
export class FakeEndpointCalls implements EndpointCalls {
  readonly usualWakeSeconds = 302;
  /** What the next looks show, or the error that they fail with. */
  description: Description | Error = description();
  /** What the next calls for a copy come to; left out, each brings one, or is answered where one runs. */
  outcome: WakeOutcome | null = null;
  /** What is advised when a look fails. */
  advice: string | null = null;
  looks = 0;
  /** What the provider was told with each call for a copy. */
  readonly wakes: WakeSituation[] = [];
  /** Of the last call. */
  signal: AbortSignal | null = null;

  async look(signal: AbortSignal): Promise<Description> {
    this.signal = signal;
    this.looks += 1;
    if (this.description instanceof Error) throw this.description;
    return this.description;
  }

  async wake(situation: WakeSituation, signal: AbortSignal): Promise<WakeOutcome> {
    this.signal = signal;
    this.wakes.push(situation);
    const isRunning = !(this.description instanceof Error) && this.description.copy === "running";
    return this.outcome ?? (isRunning ? answered : sent);
  }

  explain(error: unknown): LookFault {
    const { name, message } = error instanceof Error ? error : new Error(typeof error);
    return { name, line: `${name}: ${message}`, advice: this.advice };
  }
}

const answered: WakeOutcome = { isSent: false, result: "answered" };
const sent: WakeOutcome = { isSent: true, result: "cold" };

/** An error as a provider's client throws it. */
export function serviceError(name: string, message = "of the account 123456789012"): Error {
  return Object.assign(new Error(message), { name });
}
