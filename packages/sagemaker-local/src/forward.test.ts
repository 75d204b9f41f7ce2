// A small server of the OpenAI chat schema stands here for vLLM, llama.cpp or Ollama.
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
} from "@aws-sdk/client-sagemaker-runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { forwardTo } from "./forward.ts";
import { openLocal } from "./testing/call-local.ts";
import { manualClock } from "./testing/manual-clock.ts";
import { parseSse, textOf } from "./testing/parse-sse.ts";

type Handle = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function serve(routes: Readonly<Record<string, Handle>>) {
  const calls: { readonly path: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? "";
      calls.push({ path, body });
      const handle = routes[path];
      if (handle) handle(request, response, body);
      else response.writeHead(404).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("There is no port.");
  return { url: `http://127.0.0.1:${address.port}`, calls };
}

const chunk = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const says: Handle = (_request, response, body) => {
  if (!body.includes('"stream":true')) {
    const choices = [{ message: { role: "assistant", content: "As one." } }];
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ choices }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.write(chunk("Word "));
  response.end(`${chunk("by word.")}data: [DONE]\n\n`);
};

describe("a server in the container's place", () => {
  it("answers by /invocations where it has it, in one and as a stream", async () => {
    const { url, calls } = await serve({ "/invocations": says });
    const { invoke, streamed } = await openLocal({ forward: url });
    expect(await invoke()).toContain("As one.");
    expect(textOf(parseSse(await streamed()))).toBe("Word by word.");
    expect(new Set(calls.map(({ path }) => path))).toEqual(new Set(["/invocations"]));
  });

  it.each(["", "/v1", "/v1/"])("answers by /v1/chat/completions, asked as %o", async (end) => {
    const { url } = await serve({ "/v1/chat/completions": says });
    const { streamed } = await openLocal({ forward: url + end });
    expect(textOf(parseSse(await streamed()))).toBe("Word by word.");
  });

  it("is told its first model where it wants one", async () => {
    const { url, calls } = await serve({
      "/v1/chat/completions": (request, response, body) => {
        if (body.includes('"model":"small-one"')) says(request, response, body);
        else response.writeHead(400).end('{"error":{"message":"model is required"}}');
      },
      "/v1/models": (_request, response) => void response.end('{"data":[{"id":"small-one"}]}'),
    });
    const { invoke } = await openLocal({ forward: url });
    expect(await invoke()).toContain("As one.");
    await invoke();
    expect(calls.filter(({ path }) => path === "/v1/models")).toHaveLength(1);
  });

  it("refuses in its own words, wrapped as SageMaker wraps them", async () => {
    const message = "This model's maximum context length is 2048 tokens.";
    const { url } = await serve({
      "/invocations": (_request, response) =>
        void response.writeHead(400).end(JSON.stringify({ error: { message } })),
    });
    const { invoke } = await openLocal({ forward: url });
    await expect(invoke()).rejects.toMatchObject({
      name: "ModelError",
      OriginalStatusCode: 400,
      OriginalMessage: expect.stringContaining(message) as string,
    });
  });

  it("is not called while the endpoint is asleep, and may be away when it is awake", async () => {
    const { url, calls } = await serve({ "/invocations": says });
    const { invoke, local } = await openLocal({ forward: url, start: "cold" });
    await expect(invoke()).rejects.toMatchObject({ name: "ValidationError" });
    expect(calls).toEqual([]);
    local.jumpTo("warm");
    local.setFault("throttled", { times: 1 });
    await expect(invoke()).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(calls).toEqual([]);
    const away = await openLocal({ forward: "http://127.0.0.1:9" });
    await expect(away.invoke()).rejects.toMatchObject({
      OriginalMessage: expect.stringContaining("http://127.0.0.1:9 does not answer") as string,
    });
  });

  it("is given 60 s for a whole reply", async () => {
    const { url } = await serve({ "/invocations": () => undefined });
    const clock = manualClock();
    const { invoke } = await openLocal({ forward: url, clock });
    const late = expect(invoke()).rejects.toThrow("timed out while waiting for a response");
    while (clock.waiting() === 0) await new Promise(setImmediate);
    clock.advance(60_000);
    await late;
  });

  it("hears when its caller goes", async () => {
    const isGone = vi.fn();
    const { url } = await serve({
      "/invocations": (_request, response) => {
        response.on("close", isGone);
        response.writeHead(200, { "content-type": "text/event-stream" }).write(chunk("On and on"));
      },
    });
    const { stream } = await openLocal({ forward: url });
    const leaving = new AbortController();
    const parts = stream(undefined, leaving.signal);
    await parts.next();
    leaving.abort();
    await vi.waitFor(() => {
      expect(isGone).toHaveBeenCalledOnce();
    });
  });

  it("breaks off in the stream as an error of the container's", async () => {
    const { url } = await serve({
      "/invocations": (_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(chunk("Half"), () => response.socket?.resetAndDestroy());
      },
    });
    const { streamed } = await openLocal({ forward: url });
    expect(await streamed()).toContain("The server's reply broke off");
  });
});

it.each(["localhost:8000", "ftp://host", "vllm"])("refuses %o as an address", (address) => {
  expect(() => forwardTo(address)).toThrow(`--forward is "${address}"`);
});

describe("the endpoint of the small models", () => {
  const body = JSON.stringify({ task: "sentiment-analysis", text: "Kind." });
  const small = { EndpointName: "local-small-endpoint", Body: body };

  it("hands a call and what it accepts to its own container, and never sleeps", async () => {
    const accepts: (string | undefined)[] = [];
    const { url, calls } = await serve({
      "/invocations": (request, response) => {
        accepts.push(request.headers.accept);
        response.writeHead(200, { "content-type": "application/json" }).end('{"label":"POSITIVE"}');
      },
    });
    const { runtime } = await openLocal({ small: url, start: "cold" });
    const reply = await runtime.send(
      new InvokeEndpointCommand({ ...small, Accept: "application/json" }),
    );
    expect(Buffer.from(reply.Body).toString()).toBe('{"label":"POSITIVE"}');
    await runtime.send(
      new InvokeEndpointWithResponseStreamCommand({ ...small, Accept: "text/event-stream" }),
    );
    expect(accepts).toEqual(["application/json", "text/event-stream"]);
    expect(calls).toMatchObject([{ body }, { body }]);
  });

  it("refuses a component, and has faults of its own", async () => {
    const { url, calls } = await serve({});
    const { runtime, local, invoke } = await openLocal({ small: url });
    const named = new InvokeEndpointCommand({ ...small, InferenceComponentName: "any" });
    await expect(runtime.send(named)).rejects.toMatchObject({ name: "ValidationError" });
    local.setFault("internal", { scope: "small" });
    await expect(runtime.send(new InvokeEndpointCommand(small))).rejects.toMatchObject({
      name: "InternalFailure",
    });
    expect(await invoke()).toContain("assistant");
    expect(calls).toEqual([]);
  });
});
