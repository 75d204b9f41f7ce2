// The large model's endpoint as the page sees it: what our server tells of it, over REST.
import type { EndpointStatus } from "../../endpoint/endpoint-status.ts";
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { decodeProblem } from "./decode-problem.ts";
import { decodeStatusReply } from "./decode-status-reply.ts";
import { type Network, networkError, pause, platformNetwork } from "./network.ts";
import { readFrames } from "./read-frames.ts";

interface RemoteEndpointOptions {
  /** Where the app lives, with a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Left out, the platform's own. */
  readonly network?: Network;
}

const silenceMs = 40_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * The large model of our server.
 * @example
 * const endpoint = new RemoteEndpoint({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 * for await (const status of endpoint.follow(signal)) show(status);
 */
export class RemoteEndpoint {
  readonly #options: RemoteEndpointOptions;
  readonly #network: Network;

  constructor({ fetch, ...options }: RemoteEndpointOptions) {
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#options = { ...options, fetch: (...call) => fetch(...call) };
    this.#network = options.network ?? platformNetwork;
  }

  /**
   * The status at once and after each change, over as many connections as it takes; null, and then the
   * end, where there is no large model or no server that knows of one.
   * @throws InferenceError `aborted`
   */
  async *follow(signal: AbortSignal): AsyncGenerator<EndpointStatus | null, void, void> {
    const { clock } = this.#options;
    for (let pauses = 0; ; pauses += 1) {
      try {
        for await (const status of this.#stream(signal)) {
          pauses = 0;
          yield status;
          if (!status) return;
        }
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof InferenceError)) throw error;
        if (!error.retryable) return yield null;
      }
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** pauses);
      await pause(pauseMs, { clock, network: this.#network, signal });
    }
  }

  /**
   * The status now; null where there is no large model or no server that knows of one.
   * @throws InferenceError `aborted`, or `network` and what else may pass
   */
  async read(signal: AbortSignal): Promise<EndpointStatus | null> {
    try {
      const response = await this.#ask("status", { signal, headers: { accept: json } });
      return decodeStatusReply(await response.json()) ?? null;
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof InferenceError && !error.retryable) return null;
      throw asNetworkError(error);
    }
  }

  /**
   * Asks for a wake, for a person or for the task whose run asks for it, and gives the status after it.
   * @throws InferenceError `wake-refused`, `wake-budget-spent`, `backend-unavailable` or `network`
   */
  async wake(taskId: string | null): Promise<EndpointStatus | null> {
    const headers = { accept: json, "content-type": json };
    const body = JSON.stringify(taskId === null ? {} : { task: taskId });
    try {
      const response = await this.#ask("wake", { method: "POST", headers, body });
      return decodeStatusReply(await response.json()) ?? null;
    } catch (error) {
      throw asNetworkError(error);
    }
  }

  async *#stream(signal: AbortSignal): AsyncGenerator<EndpointStatus | null, void, void> {
    const { clock } = this.#options;
    try {
      const headers = { accept: `${events}, ${json};q=0.5` };
      const response = await this.#ask("status", { signal, headers });
      if (response.headers.get("content-type")?.startsWith(events) !== true || !response.body) {
        yield decodeStatusReply(await response.json()) ?? null;
        return;
      }
      for await (const { data } of readFrames(response.body, { clock, silenceMs })) {
        const status = decodeStatusReply(data);
        if (status !== undefined) yield status;
      }
    } catch (error) {
      throwIfAborted(signal);
      throw asNetworkError(error);
    }
  }

  async #ask(route: string, init: RequestInit): Promise<Response> {
    const { baseUrl, fetch } = this.#options;
    const response = await fetch(new URL(`api/v1/${route}`, baseUrl), init);
    if (!response.ok) throw await decodeProblem(response);
    return response;
  }
}

const json = "application/json";
const events = "text/event-stream";

function asNetworkError(error: unknown): InferenceError {
  if (error instanceof InferenceError) return error;
  if (error instanceof SyntaxError) {
    return new InferenceError("backend-failed", "There is no Pilotlight server at this address.");
  }
  return networkError("was lost", error);
}
