// The page's requests to its own server: what is sent, and what a reply, an error or a stream of events
// means. Nothing else of the page knows HTTP.
import { createParser } from "eventsource-parser";
import * as v from "valibot";
import {
  type ErrorCode,
  errorCodes,
  InferenceError,
  throwIfAborted,
} from "../../contract/inference-error.ts";
import { parseJson } from "../../contract/json.ts";
import { onAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type Network, platformNetwork } from "../../runtime/network.ts";

/** Where the server is, and the world between. */
export interface ServerOptions {
  /** Where the app lives, with a slash at its end, such as `https://example.org/pilotlight/`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Left out, the platform's own. */
  readonly network?: Network;
}

/** One server-sent event; `data` is read as JSON, and is undefined when it is none. */
export interface Frame {
  readonly id: string | undefined;
  readonly data: unknown;
}

// The server says something every 15 s; a stream that is silent for longer than this is dead.
const silenceMs = 40_000;
const eventStream = "text/event-stream";

/** Our server, by its REST routes. */
export class ServerConnection {
  readonly clock: Clock;
  readonly network: Network;
  readonly #baseUrl: string;
  readonly #fetch: typeof globalThis.fetch;

  constructor({ baseUrl, fetch, clock, network = platformNetwork }: ServerOptions) {
    this.#baseUrl = baseUrl;
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#fetch = (...call) => fetch(...call);
    this.clock = clock;
    this.network = network;
  }

  /**
   * The reply of a route below `/api/v1/`, when it is a success.
   * @throws InferenceError `network` when none came, or the error that the server told
   */
  async ask(route: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(new URL(`api/v1/${route}`, this.#baseUrl), init);
    } catch (cause) {
      if (init.signal) throwIfAborted(init.signal);
      throw networkError("was lost", cause);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /**
   * A reply's JSON.
   * @throws InferenceError `network` when it breaks off, `backend-failed` when it is none
   */
  async readJson(response: Response): Promise<unknown> {
    try {
      return await response.json();
    } catch (cause) {
      throw cause instanceof SyntaxError ? notOurs(false) : networkError("was lost", cause);
    }
  }

  /**
   * The frames of a stream for as long as it lasts, each comment as one without data. It ends when the
   * stream does in whatever way, when it has been silent for too long, and when the network has come
   * back from somewhere else.
   * @throws InferenceError `aborted`, or `backend-failed`, which another backend may mend, when the reply is no stream
   */
  async *readEvents(response: Response, signal: AbortSignal): AsyncGenerator<Frame, void, void> {
    if (!isEventStream(response) || !response.body) throw notOurs(true);
    const frames: Frame[] = [];
    const parser = createParser({
      onEvent: ({ id, data }) => frames.push({ id, data: parseJson(data) }),
      onComment: () => frames.push({ id: undefined, data: undefined }),
    });
    const decoder = new TextDecoder();
    for await (const bytes of this.#readBytes(response.body, signal)) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      for (const frame of frames.splice(0)) {
        // Frames that came together are read one by one: the signal may fire between two.
        throwIfAborted(signal);
        yield frame;
      }
    }
    throwIfAborted(signal);
  }

  async *#readBytes(body: ReadableStream<Uint8Array<ArrayBuffer>>, signal: AbortSignal) {
    // Not `for await`: Safari reads streams that way only since 2025.
    const reader = body.getReader();
    // A read that waits ends when its reader is cancelled.
    const end = () => void reader.cancel().catch(() => undefined);
    const over = new AbortController();
    const release = onAbort(signal, end);
    void this.network.untilBack(over.signal).then(end);
    try {
      while (!signal.aborted) {
        const bytes = await this.#readOrEnd(reader, end);
        if (!bytes) return;
        yield bytes;
      }
    } finally {
      over.abort();
      release();
      end();
    }
  }

  async #readOrEnd(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, end: () => void) {
    const heard = new AbortController();
    this.clock.wait(silenceMs, heard.signal).then(end, () => undefined);
    try {
      return (await reader.read()).value;
    } catch {
      // A connection that broke.
      return undefined;
    } finally {
      heard.abort();
    }
  }
}

/** True for a reply that is a stream of events. */
export function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith(eventStream) === true;
}

/** The error of a connection that is not there or does not last. */
export function networkError(what: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "network",
    `The connection to the server ${what}. Check the network and try again.`,
    { retryable: true, cause },
  );
}

/** The error of a reply that no server of ours gives: a static host, or the login page of a network. */
function notOurs(retryable: boolean): InferenceError {
  const message = "What answers at this address is no Pilotlight server. Check the network.";
  return new InferenceError("backend-failed", message, { retryable });
}

const problem = v.object({
  // A newer server may know codes that this page does not.
  code: v.fallback(v.nullable(v.picklist(errorCodes)), null),
  detail: v.string(),
  retryable: v.optional(v.boolean(), false),
  field: v.optional(v.string()),
  size: v.optional(v.number()),
  limit: v.optional(v.number()),
  retryAfterMs: v.optional(v.number()),
});

/** The error of a reply that is not a success: its problem+json, or what the status alone tells. */
async function problemOf(response: Response): Promise<InferenceError> {
  const { status } = response;
  const body = v.safeParse(problem, await response.json().catch(() => null));
  if (!body.success) return strangersError(response);
  const { code, detail, retryable, ...details } = body.output;
  return new InferenceError(code ?? codeOf(status), detail, {
    ...details,
    retryable: retryable || isRetryable(status),
  });
}

/** What is known of a failure that our server did not tell, but a proxy before it or somebody else. */
function strangersError({ status, headers }: Response): InferenceError {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return new InferenceError(
    codeOf(status),
    status === 413
      ? "The text is larger than the way to the server allows. Shorten it, or let this device answer."
      : `The server answered ${status} without a reason. Try again in a moment.`,
    {
      retryable: isRetryable(status),
      ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
    },
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 413) return "body-too-large";
  if (status === 429) return "overloaded";
  // Proxies answer these while a server restarts, or when they are tired of waiting for it.
  if (status >= 502 && status <= 504) return "network";
  return status < 500 ? "invalid-input" : "backend-failed";
}

// A server that fails, or does not take it, says nothing about this device, which may do better.
function isRetryable(status: number): boolean {
  return status >= 500 || status === 429 || status === 413 || status === 408;
}
