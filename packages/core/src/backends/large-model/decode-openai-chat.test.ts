import { describe, expect, it } from "vitest";
import { ChatFault } from "./chat-codec.ts";
import { openaiChatCodec } from "./decode-openai-chat.ts";
import { checkRandomSplits, cutAt, decodeParts, recordings } from "./testing/stream-splits.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason }] });

function faultOf(decode: () => unknown): ChatFault {
  try {
    decode();
  } catch (error) {
    if (error instanceof ChatFault) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

describe("the request of the vLLM codec", () => {
  const messages = [{ role: "user", content: "hi" }] as const;

  it("has the chat, the limit and no other role than the two of the template", () => {
    const body: unknown = JSON.parse(
      openaiChatCodec.encode({ messages, maxTokens: 99, streams: false }),
    );
    expect(body).toEqual({ messages, max_tokens: 99, temperature: 0, stream: false });
  });

  it("asks a stream for its count of tokens", () => {
    const body: unknown = JSON.parse(
      openaiChatCodec.encode({ messages, maxTokens: 99, streams: true }),
    );
    expect(body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it("holds a JSON reply to its schema", () => {
    const schema = { type: "object" };
    const body: unknown = JSON.parse(
      openaiChatCodec.encode({ messages, maxTokens: 99, streams: false, schema }),
    );
    expect(body).toMatchObject({
      response_format: { type: "json_schema", json_schema: { name: "reply", schema } },
    });
  });
});

describe("a stream in the OpenAI codec", () => {
  it.each(recordings)("is read as it was recorded: $name", ({ bytes, reply }) => {
    expect(decodeParts([bytes])).toEqual({ shown: reply.text, reply });
  });

  it.each(recordings)("is read byte by byte as in one piece: $name", ({ bytes, reply }) => {
    const parts = cutAt(bytes, Array.from(bytes.keys()));
    expect(parts.length).toBe(bytes.length + 1);
    expect(decodeParts(parts)).toEqual({ shown: reply.text, reply });
  });

  it("is read the same in 500 random cuttings", { timeout: 60_000 }, () => {
    expect(() => {
      checkRandomSplits({ count: 500, seed: 4 });
    }).not.toThrow();
  });

  it("gives text as soon as its event is whole, not before", () => {
    const stream = openaiChatCodec.decodeStream();
    const bytes = bytesOf(delta("lämp"));
    const inside = bytes.indexOf(0xc3) + 1;
    expect(stream.feed(bytes.subarray(0, inside))).toBe("");
    expect(stream.feed(bytes.subarray(inside, -1))).toBe("");
    expect(stream.feed(bytes.subarray(-1))).toBe("lämp");
    expect(stream.isComplete).toBe(false);
  });

  it("takes nothing after its end", () => {
    const stream = openaiChatCodec.decodeStream();
    expect(stream.feed(bytesOf(`${delta("a")}data: [DONE]\n\n${delta("b")}not json\n\n`))).toBe(
      "a",
    );
    expect(stream.isComplete).toBe(true);
    expect(stream.end()).toEqual({ text: "a", finish: null, usage: null });
  });

  it("is whole with a reason to finish, even without the last line", () => {
    const stream = openaiChatCodec.decodeStream();
    stream.feed(bytesOf(delta("a") + delta("", "stop")));
    expect(stream.end()).toEqual({ text: "a", finish: "stop", usage: null });
  });

  it.each([
    ["no bytes at all", ""],
    ["text without an end", delta("a")],
    ["an event that is cut", delta("a") + delta("b", "stop").slice(0, -9)],
  ])("is broken off with %s", (_what, text) => {
    const stream = openaiChatCodec.decodeStream();
    stream.feed(bytesOf(text));
    expect(faultOf(() => stream.end()).kind).toBe("broken-off");
  });

  it.each([
    ["text that is no JSON", bytesOf("data: <html>\n\n")],
    ["JSON of another form", bytesOf(event({ token: { text: "a" } }))],
    ["bytes that are no UTF-8", Uint8Array.of(0x64, 0xff, 0xfe, 0x0a)],
  ])("is unreadable with %s", (_what, bytes) => {
    const stream = openaiChatCodec.decodeStream();
    expect(faultOf(() => stream.feed(bytes)).kind).toBe("unreadable");
  });

  it.each([
    ["the newer form", { error: { message: "CUDA secret", code: 500 } }],
    ["the older form", { object: "error", message: "CUDA secret", code: 500 }],
  ])("is refused with an error in %s, whose words stay out of the message", (_what, value) => {
    const stream = openaiChatCodec.decodeStream();
    const fault = faultOf(() => stream.feed(bytesOf(delta("a") + event(value))));
    expect(fault).toMatchObject({ kind: "refused", refusal: "CUDA secret" });
    expect(fault.message).not.toContain("secret");
  });
});

describe("a whole reply in the OpenAI codec", () => {
  const reply = (content: unknown, finish_reason: string | null = "stop") =>
    bytesOf(
      JSON.stringify({
        choices: [{ index: 0, message: { role: "assistant", content }, finish_reason }],
        usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      }),
    );

  it("is its text with its count of tokens", () => {
    expect(openaiChatCodec.decodeReply(reply("hé"))).toEqual({
      text: "hé",
      finish: "stop",
      usage: { promptTokens: 5, replyTokens: 2 },
    });
  });

  it.each([
    ["content_filter", "other"],
    ["words of an input", "other"],
    [null, null],
  ])("ended, of the reason %s, in one of our words", (reason, finish) => {
    expect(openaiChatCodec.decodeReply(reply("hi", reason))).toMatchObject({ finish });
  });

  it("is empty without content, and cut off at the limit", () => {
    expect(openaiChatCodec.decodeReply(reply(null, "length"))).toMatchObject({
      text: "",
      finish: "length",
    });
  });

  it.each([
    ["half of it", reply("hi").subarray(0, 40)],
    ["no choice", bytesOf('{"choices": []}')],
    ["another container's form", bytesOf('[{"generated_text": "hi"}]')],
    ["a page", bytesOf("<html>")],
    ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
  ])("is unreadable with %s", (_what, bytes) => {
    expect(faultOf(() => openaiChatCodec.decodeReply(bytes)).kind).toBe("unreadable");
  });
});

describe("a refusal in the OpenAI codec", () => {
  const inError = (message: string) =>
    JSON.stringify({ error: { message, type: "BadRequestError", code: 400 } });

  // As vLLM words it, from issues 4667, 20409 and 33418 of vllm-project/vllm, oldest first.
  it.each<[string, number | null, number | null]>([
    ["max_tokens must be at least 1, got -186.", null, null],
    [
      "This model's maximum context length is 8192 tokens. However, you requested 9704 tokens (9192 in the messages, 512 in the completion). Please reduce the length of the messages or completion.",
      8192,
      9704,
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 512. This model's maximum context length is 8192 tokens and your request has 8000 input tokens (512 > 8192 - 8000).",
      8192,
      8000,
    ],
    [
      "The decoder prompt (length 9192) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens.",
      8192,
      9192,
    ],
  ])("that the prompt is too long is known: %s", (message, limit, asked) => {
    expect(openaiChatCodec.decodeOverflow(inError(message))).toEqual({ limit, asked });
    expect(openaiChatCodec.decodeOverflow(message)).toEqual({ limit, asked });
    const older = JSON.stringify({ object: "error", message, code: 400 });
    expect(openaiChatCodec.decodeOverflow(older)).toEqual({ limit, asked });
  });

  // As llama.cpp's server and Text Generation Inference word it.
  it.each<[string, number | null, number | null]>([
    ["the request exceeds the available context size, try increasing it", null, null],
    [
      "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
      4096,
      5000,
    ],
    [
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 200 `max_new_tokens`",
      4096,
      5000,
    ],
    ["Input validation error: `inputs` must have less than 4095 tokens. Given: 5000", 4095, 5000],
  ])("of another server is known, too: %s", (message, limit, asked) => {
    expect(openaiChatCodec.decodeOverflow(inError(message))).toEqual({ limit, asked });
    expect(openaiChatCodec.decodeOverflow(JSON.stringify({ error: message }))).toEqual({
      limit,
      asked,
    });
  });

  it("in llama.cpp's fields has their numbers", () => {
    const type = "exceed_context_size_error";
    const error = { type, message: "too long", n_prompt_tokens: 9000, n_ctx: 4096 };
    const refusal = JSON.stringify({ error });
    const overflow = { limit: 4096, asked: 9000 };
    expect(openaiChatCodec.decodeOverflow(refusal)).toEqual(overflow);
    // As Ollama passes it on.
    expect(openaiChatCodec.decodeOverflow(inError(refusal))).toEqual(overflow);
  });

  it.each([
    "Conversation roles must alternate user/assistant/user/assistant/...",
    "Invalid text: This model's maximum context length is 1 tokens.",
    "",
  ])("about something else is not: %s", (message) => {
    expect(openaiChatCodec.decodeOverflow(inError(message))).toBeNull();
    expect(openaiChatCodec.decodeOverflow(message)).toBeNull();
  });

  it("in JSON of another form is not, whatever it quotes", () => {
    const quoted = JSON.stringify({ detail: "This model's maximum context length is 1 tokens." });
    expect(openaiChatCodec.decodeOverflow(quoted)).toBeNull();
  });
});
