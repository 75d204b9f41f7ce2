// Runs on our server by their id, over REST: what is left when the connection that started one is gone.
import { isMalformed } from "../../contract/decode-member.ts";
import { fromWireError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import { isLastEvent, type StoredEvent } from "../../runs/run-store.ts";
import type { Clock } from "../../runtime/clock.ts";
import { decodeEventStream } from "./decode-event-stream.ts";
import { decodeProblem } from "./decode-problem.ts";
import { type Network, networkError, pause, platformNetwork } from "./network.ts";

interface RemoteRunsOptions {
  /** Where the app lives, with a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Left out, the platform's own. */
  readonly network?: Network;
  /** For the log: the type of an event that this version does not know; the run goes on without it. */
  readonly onUnknownEvent?: (type: string | null) => void;
}

const silenceMs = 40_000;
const longestPauseMs = 5_000;
// A server that does not answer is given up; a device without a network waits as long as runs are kept.
const giveUpMs = 120_000;
const giveUpOfflineMs = 600_000;

/**
 * The runs of our server, by their ids.
 * @example
 * const runs = new RemoteRuns({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 * for await (const event of runs.follow(runId, signal)) show(event);
 */
export class RemoteRuns {
  readonly #options: RemoteRunsOptions;
  readonly #network: Network;

  constructor({ fetch, ...options }: RemoteRunsOptions) {
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#options = { ...options, fetch: (...call) => fetch(...call) };
    this.#network = options.network ?? platformNetwork;
  }

  /**
   * All events of a run to its last, over as many connections as it takes.
   * @throws InferenceError `unknown-run`, `aborted`, or `network` when the server stays away
   */
  async *follow(runId: string, signal: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    const { clock } = this.#options;
    let last = 0;
    let pauses = 0;
    let heardAtMs = clock.nowMs();
    for (;;) {
      try {
        for await (const { number, event } of this.#read(runId, last, signal)) {
          last = number;
          pauses = 0;
          heardAtMs = clock.nowMs();
          yield event;
          if (isLastEvent(event)) return;
        }
      } catch (error) {
        throwIfAborted(signal);
        if (!isPassing(error)) throw error;
      }
      const limitMs = this.#network.isOnline() ? giveUpMs : giveUpOfflineMs;
      if (clock.nowMs() - heardAtMs > limitMs) throw networkError("did not come back");
      const pauseMs = Math.min(longestPauseMs, 500 * 2 ** pauses);
      await pause(pauseMs, { clock, network: this.#network, signal });
      pauses += 1;
    }
  }

  /** Why a run failed, with all facts; null when that cannot be found out. */
  async failureOf(runId: string, signal: AbortSignal): Promise<InferenceError | null> {
    try {
      for await (const { event } of this.#read(runId, 0, signal)) {
        if (event.type === "run-error") return runFailure(event);
      }
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof InferenceError)) throw error;
    }
    return null;
  }

  /** Stops a run; without a connection there is nobody to tell, and it ends by itself. */
  async cancel(runId: string): Promise<void> {
    const request = { method: "DELETE", keepalive: true };
    await this.#options.fetch(this.#addressOf(runId), request).catch(() => undefined);
  }

  async *#read(
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent, void, void> {
    const { fetch, clock, onUnknownEvent } = this.#options;
    const headers = { accept: "text/event-stream", "last-event-id": String(after) };
    try {
      const response = await fetch(this.#addressOf(runId), { headers, signal });
      if (!response.ok) throw await decodeProblem(response);
      if (response.body) {
        yield* decodeEventStream(response.body, { clock, silenceMs, onUnknownEvent });
      }
    } catch (error) {
      throwIfAborted(signal);
      throw error instanceof InferenceError ? error : networkError("was lost", error);
    }
  }

  #addressOf(runId: string): URL {
    return new URL(`api/v1/runs/${encodeURIComponent(runId)}`, this.#options.baseUrl);
  }
}

/** The error that a run ended with; what the server did not foresee may go well on this device. */
export function runFailure({ error }: Extract<RunEvent, { type: "run-error" }>): InferenceError {
  return fromWireError({ ...error, retryable: error.retryable || error.code === "internal" });
}

// Proxies answer 502 to 504 while a server restarts; whatever else the server says is its answer.
function isPassing(error: unknown): boolean {
  return error instanceof InferenceError && error.retryable && !isMalformed(error);
}
