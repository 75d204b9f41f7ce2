// The large model's endpoint as the page sees it: what our server tells of it.
import * as v from "valibot";
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import { decodeEndpointStatus } from "../../endpoint/decode-endpoint-status.ts";
import type { EndpointStatus } from "../../endpoint/endpoint-status.ts";
import { pause } from "../../runtime/network.ts";
import { isEventStream, ServerConnection, type ServerOptions } from "./server-connection.ts";

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
const json = "application/json";

/**
 * The large model of our server.
 * @example
 * const endpoint = new ServerEndpoint({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 * for await (const status of endpoint.follow(signal)) show(status);
 */
export class ServerEndpoint {
  readonly #connection: ServerConnection;

  constructor(options: ServerOptions) {
    this.#connection = new ServerConnection(options);
  }

  /**
   * The status at once and after each change, over as many connections as it takes; null, and then the
   * end, where there is no large model or no server that knows of one.
   * @throws InferenceError `aborted`
   */
  async *follow(signal: AbortSignal): AsyncGenerator<EndpointStatus | null, void, void> {
    const { clock, network } = this.#connection;
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
      await pause(pauseMs, { clock, network, signal });
    }
  }

  /**
   * The status now; null where there is no large model or no server that knows of one.
   * @throws InferenceError `aborted`, or `network` and what else may pass
   */
  async read(signal: AbortSignal): Promise<EndpointStatus | null> {
    try {
      return await this.#statusOf("status", { signal, headers: { accept: json } });
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof InferenceError && !error.retryable) return null;
      throw error;
    }
  }

  /**
   * Asks for a wake, for a person or for the task whose run asks for it, and gives the status after it.
   * @throws InferenceError `wake-refused`, `wake-budget-spent`, `backend-unavailable` or `network`
   */
  wake(taskId: string | null): Promise<EndpointStatus | null> {
    const headers = { accept: json, "content-type": json };
    const body = JSON.stringify(taskId === null ? {} : { task: taskId });
    return this.#statusOf("wake", { method: "POST", headers, body });
  }

  async #statusOf(route: string, init: RequestInit): Promise<EndpointStatus | null> {
    const response = await this.#connection.ask(route, init);
    return decodeStatusReply(await this.#connection.readJson(response)) ?? null;
  }

  async *#stream(signal: AbortSignal): AsyncGenerator<EndpointStatus | null, void, void> {
    const headers = { accept: `text/event-stream, ${json};q=0.5` };
    const response = await this.#connection.ask("status", { signal, headers });
    if (!isEventStream(response)) {
      yield decodeStatusReply(await this.#connection.readJson(response)) ?? null;
      return;
    }
    for await (const { data } of this.#connection.readEvents(response, signal)) {
      const status = decodeStatusReply(data);
      if (status !== undefined) yield status;
    }
  }
}

const reply = v.object({ endpoint: v.unknown() });

/** The large model's status in a reply; null when there is no large model, undefined when this is no such reply. */
function decodeStatusReply(value: unknown): EndpointStatus | null | undefined {
  const result = v.safeParse(reply, value);
  return result.success ? decodeEndpointStatus(result.output.endpoint) : undefined;
}
