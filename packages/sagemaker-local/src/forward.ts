// A real server in the container's place: its replies and refusals, as they come.
import {
  type ContainerOptions,
  type ContainerReply,
  failure,
  refusal,
  sseError,
} from "./container.ts";

type RunContainer = NonNullable<ContainerOptions["forward"]>;

/** The two routes that a server may have, the container's own first. */
const routes = ["invocations", "v1/chat/completions"] as const;

/**
 * A container that hands each request to a server of the OpenAI chat schema: to its `/invocations` where
 * it has that route, as vLLM does, else to its `/v1/chat/completions`. Which one is found out by the first
 * request, so the server may start later. A request that names no model gets the first of `/v1/models`
 * where the server wants one.
 * @param address where the server is, such as `http://127.0.0.1:8000`; with a route's path that route alone
 * @throws Error when the address is no HTTP URL
 */
export function forwardTo(address: string): RunContainer {
  const base = baseOf(address);
  const named = routes.find((route) => base.pathname.endsWith(`/${route}/`));
  let known = named === undefined ? undefined : new URL(base.href.slice(0, -1));
  let model: string | undefined;
  const ask = async (url: URL, body: string, signal: AbortSignal, accept?: string) => {
    const response = await post(url, withModel(body, model), signal, accept);
    if (response.ok || model !== undefined || !(await asksForModel(response))) return response;
    model = await firstModel(url, signal);
    return model === undefined ? response : post(url, withModel(body, model), signal, accept);
  };
  return async (body, signal, accept) => {
    try {
      for (const url of known ? [known] : routes.map((route) => new URL(route, base))) {
        const response = await ask(url, body, signal, accept);
        const isMissing = response.status === 404 || response.status === 405;
        if (!known && isMissing) continue;
        known = url;
        if (response.ok) return await goodReply(response, signal);
        return { ok: false, status: response.status, text: await response.text() };
      }
    } catch (error) {
      if (signal.aborted) throw error;
      return failure(new Error(`${base.origin} does not answer: ${reasonOf(error)}`));
    }
    return refusal(`${base.href} has neither ${routes.join(" nor ")}.`);
  };
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new Error(`--forward is "${address}". Give a server's address: http://127.0.0.1:8000`);
  }
  // Servers of the OpenAI schema are named with `/v1` as often as without.
  url.pathname = `${url.pathname.replace(/\/v1\/?$/u, "").replace(/\/+$/u, "")}/`;
  return url;
}

// What a caller accepts is the container's to read.
function post(url: URL, body: string, signal: AbortSignal, accept?: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(accept === undefined ? {} : { accept }) },
    body,
    signal,
  });
}

// Ollama refuses a request without a model, with 400 or as a model that is not found.
async function asksForModel(response: Response): Promise<boolean> {
  if (![400, 404, 422].includes(response.status)) return false;
  return /\bmodel\b/iu.test(await response.clone().text());
}

function withModel(body: string, model: string | undefined): string {
  if (model === undefined) return body;
  const request: unknown = JSON.parse(body);
  return JSON.stringify(typeof request === "object" ? { model, ...request } : request);
}

async function firstModel(url: URL, signal: AbortSignal): Promise<string | undefined> {
  const list = new URL(url.href.replace(/(?:invocations|v1\/chat\/completions)$/u, "v1/models"));
  const response = await fetch(list, { signal });
  if (!response.ok) return undefined;
  return /"id":\s*"([^"]+)"/u.exec(await response.text())?.[1];
}

async function goodReply(response: Response, signal: AbortSignal): Promise<ContainerReply> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const writes = writesOf(response, signal);
    return { ok: true, contentType: "text/event-stream", writes };
  }
  const whole = new Uint8Array(await response.arrayBuffer());
  return { ok: true, contentType: "application/json", writes: once(whole) };
}

// A write per event, and all from the reason of the end on in the last: a fault in the middle of a stream
// then strikes before its end, however the server's bytes come.
async function* writesOf({ body }: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let rest = "";
  try {
    for await (const text of (body ?? new Blob().stream()).pipeThrough(new TextDecoderStream())) {
      rest += text;
      while (!hasReason.test(rest)) {
        const end = rest.indexOf("\n\n") + 2;
        if (end === 1) break;
        yield bytesOf(rest.slice(0, end));
        rest = rest.slice(end);
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    yield sseError(new Error(`The server's reply broke off: ${reasonOf(error)}`));
    return;
  }
  yield bytesOf(rest);
}

// Events before the one that says why the reply ended have `null` there, or nothing; a run of ours ends with
// an event of its own.
const hasReason = /"finish_reason":\s*"|^event: run-(?:end|error)$/mu;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return String(error);
  return "code" in cause ? String(cause.code) : cause.message;
}
