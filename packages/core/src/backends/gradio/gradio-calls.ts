// How a Gradio app is watched and woken. A Space is looked at through the hub, which wakes nothing; an app
// elsewhere by the beginning of a session, which asks nothing of its endpoints. Any call wakes what sleeps.
import type {
  EndpointCalls,
  LookFault,
  WakeOutcome,
  WakeSituation,
} from "../../endpoint/endpoint-calls.ts";
import { type Description, describeCopy } from "../../endpoint/endpoint-state.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { GradioClient } from "./gradio-client.ts";

interface GradioCallsOptions {
  readonly client: GradioClient;
  readonly clock: Clock;
}

const lookMs = 10_000;
// What takes longer has not come because of the call.
const longestWakeMs = 1_200_000;

/** Watches and wakes one app. */
export class GradioCalls implements EndpointCalls {
  /** A round figure until a wake was seen: Spaces have no published one. */
  readonly usualWakeSeconds = 120;
  readonly #options: GradioCallsOptions;
  #wokenAtMs = -Infinity;

  constructor(options: GradioCallsOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Description> {
    const { client } = this.#options;
    if (client.hub !== null) return describeCopy(await client.hub.copy(signal));
    try {
      await client.check(AbortSignal.any([signal, AbortSignal.timeout(lookMs)]));
      return describeCopy("running");
    } catch (error) {
      signal.throwIfAborted();
      const { row } = client.readFault(error);
      if (row.shows !== "cold") throw error;
      return describeCopy(row.wakes && this.#isWaking() ? "coming" : "none");
    }
  }

  async wake(_situation: WakeSituation, signal: AbortSignal): Promise<WakeOutcome> {
    const { client, clock } = this.#options;
    this.#wokenAtMs = clock.nowMs();
    try {
      await client.check(AbortSignal.any([signal, AbortSignal.timeout(lookMs)]));
      return { isSent: false, result: "answered" };
    } catch (error) {
      // A gateway may hold the call until the app is there.
      if (isTimeout(error)) return { isSent: true, result: null };
      const { row } = client.readFault(error);
      return { isSent: row.wakes, result: row.shows, error };
    }
  }

  explain(error: unknown): LookFault {
    if (isTimeout(error)) return { name: "TimeoutError", line: "TimeoutError: ", advice: null };
    const { row, facts } = this.#options.client.readFault(error);
    const { name, message } = facts;
    const advice =
      row.code === "backend-unavailable"
        ? (message ?? "Set LARGE_MODEL_GRADIO and LARGE_MODEL_KEY to an app that answers.")
        : null;
    return { name, line: `${name}: ${message ?? ""}`, advice };
  }

  #isWaking(): boolean {
    const { client, clock } = this.#options;
    return clock.nowMs() - Math.max(this.#wokenAtMs, client.coldAtMs) < longestWakeMs;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
