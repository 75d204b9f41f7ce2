// A server of the OpenAI chat schema for tests: real HTTP, and a model whose words are the test's. It is none
// of the servers that users run, and says what those say only where a test puts their words into its mouth.
import { setImmediate } from "node:timers/promises";
import * as v from "valibot";
import { onTestFinished } from "vitest";
import { systemClock } from "../../../runtime/system-clock.ts";
import { type HttpServer, serveHttp } from "../../../testing/serve-http.ts";
import {
  type ModelOptions,
  openBackend,
  type OpenedModel,
  type Say,
  sayAnything,
} from "../../large-model/testing/open-model.ts";
import { ScriptedClient } from "../../large-model/testing/scripted-client.ts";
import { OpenaiClient } from "../openai-client.ts";

const jsonBody = v.record(v.string(), v.unknown());

/** A request as the server got it. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  /** Its JSON; null without a body. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** What the server answers in place of what it would; null for that. */
export type Instead = (request: SeenRequest) => Promise<Response> | Response | null;

interface ServerOptions extends ModelOptions {
  readonly instead?: Instead;
}

/** The model's server, and a client of it. */
interface OpenedServer extends HttpServer {
  readonly requests: readonly SeenRequest[];
  readonly client: OpenaiClient;
  /** What it answers from now on. */
  answerInstead(instead: Instead): void;
}

/** Starts it with a backend before it, and ends both with the test. */
export async function openOpenaiServer(
  say: Say = sayAnything,
  { instead: first = () => null, ...options }: ServerOptions = {},
): Promise<OpenedModel & { readonly server: OpenedServer }> {
  const model = new ScriptedClient(say, options);
  const requests: SeenRequest[] = [];
  let instead = first;
  const http = await serveHttp(async (request) => {
    const text = await request.text();
    const seen = seenRequest(request, text);
    requests.push(seen);
    return (await instead(seen)) ?? answer(model, request, { seen, text });
  });
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= http.close());
  onTestFinished(close);
  const client = new OpenaiClient({
    url: http.rootUrl,
    modelName: "mistral",
    key: "a-key",
    clock: systemClock,
  });
  const server: OpenedServer = {
    ...http,
    close,
    requests,
    client,
    answerInstead(next) {
      instead = next;
    },
  };
  const opened = openBackend({ id: "openai", client, ...options });
  return { ...opened, calls: () => model.calls, server };
}

/** An error as most servers of the schema write it. */
export function errorReply(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: { message, code: status } }, { status, headers });
}

function seenRequest({ method, url, headers }: Request, text: string): SeenRequest {
  const body = text === "" ? null : v.parse(jsonBody, JSON.parse(text));
  return { method, path: new URL(url).pathname, headers, body };
}

async function answer(
  model: ScriptedClient,
  { signal }: Request,
  { seen, text }: { readonly seen: SeenRequest; readonly text: string },
): Promise<Response> {
  const { method, path, body } = seen;
  if (method === "GET" && path === "/v1/models") {
    return Response.json({ object: "list", data: [{ id: "mistral", owned_by: "tests" }] });
  }
  if (path !== "/v1/chat/completions") return errorReply(404, "Not Found");
  try {
    if (body?.["stream"] === true) return await streamed(model.stream(text, signal));
    return new Response(Buffer.from(await model.invoke(text, signal)), {
      headers: { "content-type": "application/json" },
    });
  } catch (error) {
    if (signal.aborted) return new Response(null, { status: 499 });
    return errorReply(400, model.readFault(error).refusal ?? "");
  }
}

/** A refusal comes before the first piece, and so before the status. */
async function streamed(pieces: AsyncGenerator<Uint8Array, void, void>): Promise<Response> {
  let next = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done === true) {
        controller.close();
        return;
      }
      controller.enqueue(next.value);
      // Node makes one part of what is written in one turn.
      await setImmediate();
      next = await pieces.next();
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
