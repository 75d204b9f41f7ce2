// Every row of the fault table over real HTTP: what the run ends with, what those who watch are told, and that
// the server's words reach neither the caller nor the log.
import { describe, expect, it } from "vitest";
import { type ErrorCode, InferenceError, toWireError } from "../../contract/inference-error.ts";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { collect } from "../../testing/collect.ts";
import { sentence, sentiment, summary } from "../large-model/testing/requests.ts";
import { faults } from "./fault-table.ts";
import { OpenaiClient } from "./openai-client.ts";
import { errorReply, openOpenaiServer } from "./testing/openai-server.ts";

const never = new AbortController().signal;
const secret = "wrote Xanthippe";

type Row = keyof typeof faults;
type Case = readonly [Row, number, string, ErrorCode, InvocationResult];

const cases: readonly Case[] = [
  ["cold", 502, "Bad Gateway", "endpoint-cold", "cold"],
  ["cold", 503, "Service Unavailable", "endpoint-cold", "cold"],
  ["cold", 504, "Gateway Timeout", "endpoint-cold", "cold"],
  // llama.cpp's server, and Hugging Face.
  ["loading", 503, "Loading model", "endpoint-cold", "cold"],
  ["loading", 503, "Model mistral is currently loading", "endpoint-cold", "cold"],
  ["throttled", 503, "The engine is currently overloaded", "endpoint-throttled", "throttled"],
  ["throttled", 429, "Too Many Requests", "endpoint-throttled", "throttled"],
  ["denied", 401, "Unauthorized", "backend-unavailable", "denied"],
  ["denied", 403, "Forbidden", "backend-unavailable", "denied"],
  ["notFound", 404, "The model `mistral` does not exist.", "backend-unavailable", "failed"],
  ["notFound", 405, "Method Not Allowed", "backend-unavailable", "failed"],
  ["notFound", 302, "Found", "backend-unavailable", "failed"],
  ["refused", 400, "Invalid text", "backend-failed", "answered"],
  ["refused", 422, "Invalid text", "backend-failed", "answered"],
  ["tooSlow", 408, "Request Timeout", "timeout", "failed"],
  ["failed", 500, "Internal Server Error", "backend-failed", "failed"],
];

describe("a fault of a server of the OpenAI schema", () => {
  it.each(
    cases.flatMap(([row, status, message, code, result]) =>
      ["streamed", "whole"].map((way) => ({ row, status, message, code, result, way })),
    ),
  )("$status $message is $code and shows $result, $way", async (fault) => {
    const { row, status, message, code, result, way } = fault;
    const opened = await openOpenaiServer(undefined, {
      instead: () => errorReply(status, `${message} ${secret}`),
    });
    const request = way === "streamed" ? summary(sentence) : sentiment(sentence);
    const error: unknown = await collect(opened.backend.run(request, never)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InferenceError);
    expect(error).toMatchObject({ code, retryable: true, message: faults[row].words });
    expect(opened.results).toEqual([result]);
    expect(opened.faults).toMatchObject([{ code, status }]);
    expect(JSON.stringify([toWireError(error), opened.faults])).not.toContain(secret);
    // One call, and none more: another attempt is the router's matter.
    expect(opened.server.requests).toHaveLength(1);
  });

  it("has a case here for each row that a status shows, and waking rows are those of a gateway", () => {
    const shown = new Set<string>(cases.map(([row]) => row));
    expect(Object.keys(faults).filter((row) => !shown.has(row))).toEqual(["stopped", "network"]);
    const waking = Object.entries(faults).filter(([, { wakes }]) => wakes);
    expect(waking.map(([row]) => row)).toEqual(["cold", "loading"]);
  });

  it.each([
    ["7", 7_000],
    ["99999", 600_000],
    ["Wed, 21 Oct 2026 07:28:10 GMT", 10_000],
    ["soon", undefined],
  ])("passes on a Retry-After of %s", async (value, retryAfterMs) => {
    const { server } = await openOpenaiServer(undefined, {
      instead: () => errorReply(503, "", { "retry-after": value }),
    });
    const client = new OpenaiClient({
      url: server.rootUrl,
      modelName: "mistral",
      clock: systemClock,
      wallClockMs: () => Date.UTC(2026, 9, 21, 7, 28, 0),
    });
    const error: unknown = await client.invoke('{"messages": []}', never).catch((e: unknown) => e);
    expect(client.readFault(error).row.retryAfterMs).toBe(retryAfterMs);
  });

  it("names the setting behind it, to the caller and in the log", async () => {
    const { backend, server, faults: logged } = await openOpenaiServer();
    server.answerInstead(() => errorReply(401, secret));
    await expect(collect(backend.run(summary(sentence), never))).rejects.toThrow("LARGE_MODEL_KEY");
    server.answerInstead(() => errorReply(404, secret));
    await expect(collect(backend.run(summary(sentence), never))).rejects.toThrow(
      "LARGE_MODEL_NAME",
    );
    expect(logged.map(({ message }) => message)).toEqual([
      "LARGE_MODEL_KEY is refused.",
      `LARGE_MODEL_NAME is "mistral", LARGE_MODEL_URL leads to ${server.rootUrl}/v1/chat/completions.`,
    ]);
  });

  it("is a server that does not run where nobody listens, which no call wakes", async () => {
    const { server, backend, results } = await openOpenaiServer();
    await server.close();
    const run = collect(backend.run(summary(sentence), never));
    await expect(run).rejects.toMatchObject({ code: "endpoint-cold", retryable: true });
    expect(results).toEqual(["cold"]);
  });

  it("is one of the network when the connection is lost on the way", async () => {
    const { server, backend, results } = await openOpenaiServer(
      async function* (_message, _all, signal) {
        yield "It begins";
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve, { once: true });
        });
      },
    );
    const run = backend.run(summary(sentence), never);
    expect((await run.next()).value).toMatchObject({ type: "text-delta" });
    server.resetConnections();
    await expect(collect(run)).rejects.toMatchObject({ code: "network", retryable: true });
    expect(results).toEqual(["failed"]);
  });

  it.each([
    ["a page", new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["half a stream", new Response('data: {"choices": []}\n\n')],
  ])("is a broken reply with %s and 200", async (_what, reply) => {
    const { backend, results } = await openOpenaiServer(undefined, { instead: () => reply });
    const run = collect(backend.run(summary(sentence), never));
    await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
    expect(results).toEqual(["failed"]);
  });

  it("is never a mistake of ours", () => {
    const mistake = new TypeError("a mistake of ours");
    const client = new OpenaiClient({ url: "http://x", modelName: "m", clock: systemClock });
    expect(() => client.readFault(mistake)).toThrow(mistake);
  });
});

describe("a prompt that is too long", () => {
  // As llama.cpp's server and Text Generation Inference refuse it.
  it.each([
    {
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
    {
      error:
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 200 `max_new_tokens`",
      error_type: "validation",
    },
  ])("is fitted once more to what the server says: %j", async (refusal) => {
    const { backend, server, results } = await openOpenaiServer();
    server.answerInstead(() => {
      server.answerInstead(() => null);
      return Response.json(refusal, { status: 400 });
    });
    const events = await collect(backend.run(summary(sentence.repeat(300)), never));
    expect(events.at(-1)).toMatchObject({ output: { summary_text: "It is a reply." } });
    expect(new Set(results)).toEqual(new Set(["answered"]));
    const [first, second] = server.requests.map(({ body }) => JSON.stringify(body).length);
    expect(second).toBeLessThan(first ?? 0);
  });
});
