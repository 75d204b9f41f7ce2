import { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { collect } from "../../testing/collect.ts";
import { sentimentPrompt } from "../../tasks/sentiment-analysis/prompt.ts";
import { testLargeModel } from "../large-model/testing/large-model-contract.ts";
import { sentence, sentiment, summary } from "../large-model/testing/requests.ts";
import { errorReply, type Instead, openOpenaiServer } from "./testing/openai-server.ts";

const never = new AbortController().signal;
const judged = '{"label": "POSITIVE", "score": 0.9, "reason": "It is kind."}';

testLargeModel("a large model of the OpenAI schema", openOpenaiServer);

describe("a large model of the OpenAI schema", () => {
  it("is asked for by its name and with its key, without a system message", async () => {
    const { backend, server } = await openOpenaiServer();
    await collect(backend.run(summary(sentence), never));
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "POST", path: "/v1/chat/completions" });
    expect(request?.body).toMatchObject({ model: "mistral", messages: [{ role: "user" }] });
    expect(request?.headers.get("authorization")).toBe("Bearer a-key");
  });

  // vLLM refuses one without its type or its schema's name.
  it("is sent the whole schema of a reply", async () => {
    const { backend, server } = await openOpenaiServer(() => [judged]);
    await collect(backend.run(sentiment("Kind."), never));
    expect(server.requests).toHaveLength(1);
    const schema = sentimentPrompt.replySchema?.({ text: "Kind.", sentences: false });
    expect(server.requests[0]?.body?.["response_format"]).toEqual({
      type: "json_schema",
      json_schema: { name: "reply", schema },
    });
  });

  it("uses a connection again for the next run", async () => {
    const { backend } = await openOpenaiServer();
    const connect = vi.spyOn(Socket.prototype, "connect");
    for (let run = 0; run < 3; run += 1) {
      await collect(backend.run(summary(sentence), never));
      // The platform takes a connection again in the turn after its reply.
      await setImmediate();
    }
    expect(connect).toHaveBeenCalledTimes(1);
  });
});

describe("a server that lacks a part of the schema", () => {
  // As vLLM without a backend for it, llama.cpp and FastAPI name it.
  it.each([
    [400, "response_format is not supported by this model"],
    [400, "JSON schema conversion failed: unsupported type"],
    [422, "extra fields not permitted: response_format"],
  ])("is asked in words from then on, after %i %s", async (status, message) => {
    const instead: Instead = ({ body }) =>
      body?.["response_format"] === undefined ? null : errorReply(status, message);
    const { backend, server } = await openOpenaiServer(() => [judged], { instead });
    for (const text of ["Kind.", "Very kind."]) {
      const events = await collect(backend.run(sentiment(text), never));
      expect(events).toMatchObject([{ output: { label: "POSITIVE" } }]);
    }
    // Refused once, then never sent again.
    expect(server.requests.map(({ body }) => "response_format" in (body ?? {}))).toEqual([
      true,
      false,
      false,
    ]);
    expect(JSON.stringify(server.requests[1]?.body)).toContain("additionalProperties");
  });

  it("is asked without a count of tokens where it knows no stream_options", async () => {
    const instead: Instead = ({ body }) =>
      body?.["stream_options"] === undefined ? null : errorReply(400, "stream_options: unknown");
    const { backend, server } = await openOpenaiServer(undefined, { instead });
    await collect(backend.run(summary(sentence), never));
    await collect(backend.run(summary(sentence), never));
    expect(server.requests.map(({ body }) => "stream_options" in (body ?? {}))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is held to the schema again when leaving it out did not help: a refusal may repeat the input", async () => {
    const { backend, server } = await openOpenaiServer(() => [judged], {
      instead: () => errorReply(400, 'I do not like "response_format".'),
    });
    const run = collect(backend.run(sentiment("Kind."), never));
    await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
    expect(server.requests).toHaveLength(2);
    server.answerInstead(() => null);
    await collect(backend.run(sentiment("Kind."), never));
    expect(server.requests.at(-1)?.body).toHaveProperty("response_format");
  });
});
