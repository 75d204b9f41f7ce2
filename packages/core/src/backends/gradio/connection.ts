// One session with a Gradio app, by Gradio's own client. Each call has a session of its own: an app may keep
// what was said in a session, and one caller's words would reach the next.
import type { Client } from "@gradio/client";
import type { AppEndpoints } from "./endpoint-map.ts";

/** A request that failed: what was answered, or what the platform threw. */
export interface FailedRequest {
  readonly path: string;
  readonly status: number | null;
  readonly cause: unknown;
}

/** A session with an app. */
export interface Connection {
  readonly client: Client;
  readonly endpoints: AppEndpoints;
  /** The first request of the session that failed; null when none has. */
  readonly failed: () => FailedRequest | null;
  /** Closes its streams. */
  close(): void;
}

/** An event of an app that makes no sense. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

interface ConnectOptions {
  readonly url: string;
  readonly key?: string | undefined;
  /** Told which request failed, also when the session did not begin. */
  readonly onFailed: (failed: FailedRequest) => void;
}

// No request but an endpoint without a queue takes long.
const requestMs = 65_000;

/**
 * Begins a session.
 * @throws Error of Gradio's client
 */
export async function connect({ url, key, onFailed }: ConnectOptions): Promise<Connection> {
  const gradio = await import("@gradio/client");
  let failed: FailedRequest | null = null;
  const streams: { source: ReturnType<Client["stream"]>; controller: AbortController | null }[] =
    [];
  const note = (seen: FailedRequest) => {
    failed ??= seen;
    onFailed(seen);
  };
  class Session extends gradio.Client {
    override async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      const { pathname: path } = new URL(input instanceof Request ? input.url : input);
      try {
        const response = await super.fetch(input, {
          ...init,
          redirect: "manual",
          signal: AbortSignal.timeout(requestMs),
        });
        if (!response.ok) note({ path, status: response.status, cause: null });
        return response;
      } catch (cause) {
        note({ path, status: null, cause });
        throw cause;
      }
    }

    override stream(address: URL): EventSource {
      const source = super.stream(address);
      guardEvents(source, (cause) => {
        note({ path: address.pathname, status: null, cause: new UnreadableEvent("", { cause }) });
      });
      streams.push({ source, controller: this.abort_controller });
      return source;
    }
  }
  const close = () => {
    for (const { source, controller } of streams) {
      // It is no fault of the app, so the client shall not write of it.
      source.onerror = null;
      controller?.abort();
    }
  };
  try {
    const client = await Session.connect(url, {
      events: ["data", "status"],
      record_history: false,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    });
    const endpoints = await readEndpoints(client);
    return { client, endpoints, failed: () => failed, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The client awaits nothing of what it does with an event: one that it cannot read would end the process. */
function guardEvents(source: EventSource, onUnreadable: (cause: unknown) => void): void {
  let handle: ((event: MessageEvent) => unknown) | null = null;
  const guarded = async (event: MessageEvent) => {
    try {
      await handle?.call(source, event);
    } catch (cause) {
      onUnreadable(cause);
      source.onerror?.(new Event("error"));
    }
  };
  Object.defineProperty(source, "onmessage", {
    get: () => (handle === null ? null : guarded),
    set(next: typeof handle) {
      handle = next;
    },
  });
}

async function readEndpoints(client: Client): Promise<AppEndpoints> {
  const { named_endpoints: named } = await client.view_api();
  return Object.fromEntries(
    Object.entries(named).map(([name, { parameters }]) => [
      name,
      parameters.map((parameter) => ({
        name: parameter.parameter_name,
        isText: parameter.type === "string",
        hasDefault: parameter.parameter_has_default ?? false,
      })),
    ]),
  );
}
