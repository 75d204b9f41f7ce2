// The time-outs of an invocation, with the time and the endpoint in the test's hands.
import { describe, expect, it } from "vitest";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { EventChannel } from "../../runtime/event-channel.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type ChatEvent, ChatModel, type InvocationFacts } from "./chat-model.ts";
import { openaiChatCodec } from "./decode-openai-chat.ts";
import { defaultTimeouts } from "./timeouts.ts";

const chat = { messages: [{ role: "user", content: "hi" }], maxTokens: 9 } as const;
const token = (content: string) => sse({ choices: [{ delta: { content } }] });
const done = new TextEncoder().encode("data: [DONE]\n\n");

function sse(value: unknown): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(value)}\n\n`);
}

function setUp(answer = () => new Promise<Uint8Array>(() => undefined)) {
  const clock = fakeClock();
  const chunks = new EventChannel<Uint8Array>();
  const results: InvocationResult[] = [];
  const kinds: string[] = [];
  const invocations: InvocationFacts[] = [];
  const signals: AbortSignal[] = [];
  const model = new ChatModel({
    client: {
      invoke: (_body, signal) => {
        signals.push(signal);
        return answer();
      },
      stream: (_body, signal) => {
        signals.push(signal);
        return chunks.read();
      },
      readFault: (error) => {
        throw error;
      },
    },
    codec: openaiChatCodec,
    clock,
    timeouts: defaultTimeouts,
    observe: (observation) => {
      kinds.push(observation.kind);
      if (observation.kind === "invoked") results.push(observation.result);
    },
    onFault: () => undefined,
    onInvoked: (facts) => invocations.push(facts),
  });
  const events: ChatEvent[] = [];
  const stream = async (signal = new AbortController().signal) => {
    for await (const event of model.stream(chat, signal)) events.push(event);
  };
  return { clock, chunks, results, kinds, invocations, signals, model, events, stream };
}

describe("the time-outs of an invocation", () => {
  it("give the first word 30 s, and close the connection then", async () => {
    const { clock, stream, results, signals } = setUp();
    const run = expect(stream()).rejects.toMatchObject({
      code: "timeout",
      retryable: true,
      message: expect.stringContaining("no first word within 30 s") as string,
    });
    await clock.advance(29_999);
    expect(results).toEqual([]);
    await clock.advance(1);
    await run;
    expect(results).toEqual(["failed"]);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("count the silence before the first word over all bytes that are no word", async () => {
    const { clock, chunks, stream } = setUp();
    const run = expect(stream()).rejects.toMatchObject({ code: "timeout" });
    for (let second = 0; second < 30; second += 1) {
      chunks.push(new TextEncoder().encode(": a ping\n\n"));
      await clock.advance(1000);
    }
    await run;
  });

  it("give each next word 15 s", async () => {
    const { clock, chunks, stream, events } = setUp();
    const run = expect(stream()).rejects.toMatchObject({
      message: expect.stringContaining("no next word within 15 s") as string,
    });
    for (const word of ["a", "b", "c"]) {
      chunks.push(token(word));
      await clock.advance(14_999);
    }
    expect(events.map((event) => event.kind)).toEqual(["text", "text", "text"]);
    await clock.advance(1);
    await run;
  });

  it("give the whole stream 8 minutes, however fast its words come", async () => {
    const { clock, chunks, stream, events } = setUp();
    const run = expect(stream()).rejects.toMatchObject({
      message: expect.stringContaining("no whole answer within 480 s") as string,
    });
    for (let second = 0; second < 480; second += 10) {
      chunks.push(token("a"));
      await clock.advance(10_000);
    }
    await run;
    expect(events).toHaveLength(48);
  });

  it("do not count the time that a reader takes with a word", async () => {
    const { clock, chunks, model } = setUp();
    const run = model.stream(chat, new AbortController().signal);
    chunks.push(token("a"));
    expect((await run.next()).value).toEqual({ kind: "text", text: "a" });
    await clock.advance(60_000);
    chunks.push(token("b"));
    expect((await run.next()).value).toEqual({ kind: "text", text: "b" });
    await run.return();
  });

  it("give a whole reply 65 s: a service gives up after 60", async () => {
    const { clock, model, results, signals } = setUp();
    const run = expect(model.ask(chat, new AbortController().signal)).rejects.toMatchObject({
      code: "timeout",
      retryable: true,
    });
    await clock.advance(64_999);
    expect(results).toEqual([]);
    await clock.advance(1);
    await run;
    expect(signals[0]?.aborted).toBe(true);
  });

  it("do not hold up a whole reply whose connection does not end", async () => {
    const { clock, chunks, stream, events, results } = setUp();
    const run = stream();
    chunks.push(token("a"));
    chunks.push(done);
    await clock.advance(1000);
    await run;
    expect(events.at(-1)).toMatchObject({ kind: "reply", reply: { text: "a" } });
    expect(results).toEqual(["answered"]);
  });
});

describe("a model that repeats itself over and over", () => {
  const opening = "A lamp is lit. ";

  it("is stopped there, and the reply is what stood before", async () => {
    const { chunks, stream, events, results, invocations, signals } = setUp();
    const run = stream();
    chunks.push(token(opening));
    for (let times = 0; times < 100; times += 1) chunks.push(token("It is lit and "));
    await run;
    expect(events.at(-1)).toEqual({
      kind: "reply",
      reply: { text: "A lamp is lit.", finish: "repetition", usage: null },
    });
    expect(events.length).toBeLessThan(12);
    expect(signals[0]?.aborted).toBe(true);
    expect(results).toEqual(["answered"]);
    expect(invocations).toMatchObject([{ outcome: "answered", finish: "repetition" }]);
  });

  it("is cut in a whole reply, too, where it is prose", async () => {
    const text = `${opening}${"It is lit and ".repeat(100)}`;
    const usage = { prompt_tokens: 5, completion_tokens: 500 };
    const body = { choices: [{ message: { content: text }, finish_reason: "length" }], usage };
    const { model } = setUp(async () => new TextEncoder().encode(JSON.stringify(body)));
    const never = new AbortController().signal;
    await expect(model.ask(chat, never)).resolves.toEqual({
      text: "A lamp is lit.",
      finish: "repetition",
      usage: { promptTokens: 5, replyTokens: 500 },
    });
    const held = { ...chat, schema: { type: "object" } };
    await expect(model.ask(held, never)).resolves.toMatchObject({ text, finish: "length" });
  });
});

describe("an invocation", () => {
  it("tells that it begins, then what it showed", async () => {
    const { chunks, stream, kinds } = setUp();
    chunks.push(done);
    chunks.end();
    await stream();
    expect(kinds).toEqual(["invoking", "invoked"]);
  });

  it("ends at once when it is aborted, even where the SDK takes no notice", async () => {
    const { model, results, invocations } = setUp();
    const controller = new AbortController();
    const run = expect(model.ask(chat, controller.signal)).rejects.toMatchObject({
      code: "aborted",
    });
    controller.abort();
    await run;
    expect(results).toEqual([]);
    expect(invocations).toMatchObject([{ outcome: "aborted", usage: null, finish: null }]);
  });

  it("does not begin when it is aborted before", async () => {
    const { model, kinds } = setUp();
    await expect(model.ask(chat, AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
    expect(kinds).toEqual([]);
  });

  it("lets an error through that is none of an invocation", async () => {
    const { chunks, stream, invocations, results } = setUp();
    chunks.fail(new RangeError("a mistake of ours"));
    await expect(stream()).rejects.toThrow(RangeError);
    expect(invocations).toMatchObject([{ outcome: "internal" }]);
    expect(results).toEqual([]);
  });
});
