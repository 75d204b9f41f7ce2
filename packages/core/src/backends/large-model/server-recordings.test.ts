// Real vLLM and llama.cpp's server, replayed: to the codec byte by byte, and over HTTP as they came.
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { bodyInParts } from "../../testing/body-in-parts.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import { OpenaiClient } from "../openai/openai-client.ts";
import { openaiChatCodec } from "./decode-openai-chat.ts";
import { recordedBytes, recordedReply, recordedText } from "./testing/server-recordings.ts";
import { cutAt, decodeParts } from "./testing/stream-splits.ts";

const never = new AbortController().signal;
const servers = ["vllm", "llama-cpp"];
const reply = {
  text: recordedReply,
  finish: "stop",
  usage: { promptTokens: 56, replyTokens: 21 },
};

describe.each(servers)("what %s sent", (server) => {
  const bytes = recordedBytes(`${server}.sse`);

  it("decodes to what it says in one piece", () => {
    expect(openaiChatCodec.decodeReply(recordedBytes(`${server}.whole`))).toEqual(reply);
    expect(decodeParts([bytes])).toEqual({ shown: recordedReply, reply });
  });

  it("decodes to the same when it is cut at every byte", () => {
    const parts = cutAt(bytes, Array.from(bytes.keys()));
    expect(parts).toHaveLength(bytes.length + 1);
    expect(decodeParts(parts)).toEqual({ shown: recordedReply, reply });
  });

  it("is streamed from a server that writes it byte by byte", async () => {
    const http = await serveHttp(async () => new Response(bodyInParts(bytes)));
    onTestFinished(() => http.close());
    const client = new OpenaiClient({ url: http.rootUrl, modelName: "m", clock: systemClock });
    const parts: Uint8Array[] = [];
    for await (const part of client.stream('{"messages": []}', never)) parts.push(part);
    expect(parts.length).toBeGreaterThan(1);
    expect(decodeParts(parts)).toEqual({ shown: recordedReply, reply });
  });

  it("held to a schema is one JSON object of its fields", () => {
    const { text } = openaiChatCodec.decodeReply(recordedBytes(`${server}.schema`));
    expect(JSON.parse(text)).toEqual({
      label: expect.stringMatching(/^(?:POSITIVE|NEGATIVE)$/u) as unknown,
      score: expect.toSatisfy((score: number) => score >= 0.5 && score <= 1) as unknown,
      reason: expect.stringMatching(/./u) as unknown,
    });
  });
});

describe("a refusal as too long", () => {
  it("of vLLM tells its limit, and not how long the prompt is", () => {
    const refusal = recordedText("vllm.refusal");
    expect(openaiChatCodec.decodeOverflow(refusal)).toEqual({ limit: 2048, asked: null });
  });

  it("of llama.cpp's server tells both", () => {
    const refusal = recordedText("llama-cpp.refusal");
    expect(openaiChatCodec.decodeOverflow(refusal)).toEqual({ limit: 512, asked: 4531 });
  });
});

it("llama.cpp's server is waking while it loads its model", async () => {
  const http = await serveHttp(
    async () => new Response(recordedText("llama-cpp.loading"), { status: 503 }),
  );
  onTestFinished(() => http.close());
  const client = new OpenaiClient({ url: http.rootUrl, modelName: "m", clock: systemClock });
  const error: unknown = await client.invoke('{"messages": []}', never).catch((e: unknown) => e);
  expect(client.readFault(error).row).toMatchObject({ code: "endpoint-cold", shows: "cold" });
  expect(client.readFault(error).row.words).toContain("loading");
});
