// The OpenAI chat schema as vLLM speaks it: one JSON document, or server-sent events whose borders have
// nothing to do with those of the bytes that arrive.
import { createParser } from "eventsource-parser";
import * as v from "valibot";
import {
  type ChatCodec,
  ChatFault,
  type ChatReply,
  type ChatRequest,
  type ChatStream,
  type ChatUsage,
  type FinishReason,
} from "./chat-codec.ts";

const usage = v.nullish(v.object({ prompt_tokens: v.number(), completion_tokens: v.number() }));
const finish = v.nullish(v.string());
const reply = v.object({
  choices: v.tupleWithRest(
    [v.object({ message: v.object({ content: v.nullish(v.string()) }), finish_reason: finish })],
    v.unknown(),
  ),
  usage,
});
const chunk = v.object({
  // Empty in the last chunk, which has the usage.
  choices: v.array(
    v.object({
      delta: v.optional(v.object({ content: v.nullish(v.string()) })),
      finish_reason: finish,
    }),
  ),
  usage,
});
const errorBody = v.object({ message: v.string() });
// Newer versions wrap the error, older ones mark it.
const failure = v.union([
  v.pipe(
    v.object({ error: errorBody }),
    v.transform(({ error }) => error.message),
  ),
  v.pipe(
    v.object({ object: v.literal("error"), ...errorBody.entries }),
    v.transform(({ message }) => message),
  ),
]);

/** Speaks with a server of the OpenAI chat schema, such as vLLM. */
export const openaiChatCodec: ChatCodec = {
  encode: ({ messages, maxTokens, streams, schema }: ChatRequest) =>
    // No `model`: the server has one, under a name that is the matter of whoever set it up.
    JSON.stringify({
      messages,
      max_tokens: maxTokens,
      // The same answer for the same input, as far as batching on a GPU allows.
      temperature: 0,
      stream: streams,
      ...(streams ? { stream_options: { include_usage: true } } : {}),
      ...(schema ? { response_format: responseFormat(schema) } : {}),
    }),
  decodeReply: (bytes) => wholeReply(parseJson(decodeUtf8(bytes))),
  decodeStream: () => new OpenaiStream(),
  decodeOverflow,
};

function responseFormat(schema: object): object {
  return { type: "json_schema", json_schema: { name: "reply", schema } };
}

function wholeReply(value: unknown): ChatReply {
  throwIfFailure(value);
  const result = v.safeParse(reply, value);
  if (!result.success) throw new ChatFault("unreadable");
  const { choices, usage } = result.output;
  const [{ message, finish_reason }] = choices;
  return {
    text: message.content ?? "",
    finish: finishOf(finish_reason ?? null),
    usage: usageOf(usage),
  };
}

class OpenaiStream implements ChatStream {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #parser = createParser({
    onEvent: ({ data }) => {
      this.#read(data);
    },
  });
  #text = "";
  // Where the text begins that no `feed` has given yet.
  #given = 0;
  #finish: string | null = null;
  #usage: ChatUsage | null = null;
  #isComplete = false;

  get isComplete(): boolean {
    return this.#isComplete;
  }

  feed(bytes: Uint8Array): string {
    this.#parser.feed(decodeWith(this.#decoder, bytes));
    const text = this.#text.slice(this.#given);
    this.#given = this.#text.length;
    return text;
  }

  end(): ChatReply {
    if (!this.#isComplete && this.#finish === null) throw new ChatFault("broken-off");
    return { text: this.#text, finish: finishOf(this.#finish), usage: this.#usage };
  }

  #read(data: string): void {
    if (this.#isComplete) return;
    if (data === "[DONE]") {
      this.#isComplete = true;
      return;
    }
    const value = parseJson(data);
    throwIfFailure(value);
    const result = v.safeParse(chunk, value);
    if (!result.success) throw new ChatFault("unreadable");
    const { choices, usage } = result.output;
    this.#usage = usageOf(usage) ?? this.#usage;
    this.#text += choices[0]?.delta?.content ?? "";
    this.#finish = choices[0]?.finish_reason ?? this.#finish;
  }
}

function usageOf(counted: v.InferOutput<typeof usage>): ChatUsage | null {
  if (!counted) return null;
  return { promptTokens: counted.prompt_tokens, replyTokens: counted.completion_tokens };
}

function finishOf(reason: string | null): FinishReason | null {
  if (reason === null || reason === "stop" || reason === "length") return reason;
  return "other";
}

function throwIfFailure(value: unknown): void {
  const result = v.safeParse(failure, value);
  if (result.success) throw new ChatFault("refused", result.output);
}

// How vLLM begins to say that a prompt is too long, over its versions. Anchored, since other refusals
// repeat words of the input.
const tooLong =
  /^(?:This model's maximum context length is|'?max_(?:completion_)?tokens'?(?: or '?max_(?:completion_)?tokens'?)? (?:is too large|must be at least 1, got -)|The decoder prompt \(length \d+\) is longer than)/u;
const limitPattern = /maximum (?:context|model) length (?:is|of) (\d{1,8})/u;
const askedPattern = /requested (\d{1,8}) tokens/u;
const inputPattern = /(\d{1,8}) input tokens|\(length (\d{1,8})\)/u;

function decodeOverflow(refusal: string): { limit: number | null; asked: number | null } | null {
  const words = refusalMessage(refusal);
  if (!tooLong.test(words)) return null;
  const input = inputPattern.exec(words);
  return {
    limit: numberOf(limitPattern.exec(words)?.[1]),
    asked: numberOf(askedPattern.exec(words)?.[1] ?? input?.[1] ?? input?.[2]),
  };
}

/** The message of an error body, or the words themselves where they are no JSON. */
function refusalMessage(refusal: string): string {
  try {
    const result = v.safeParse(failure, JSON.parse(refusal));
    return result.success ? result.output : "";
  } catch (error) {
    if (error instanceof SyntaxError) return refusal;
    throw error;
  }
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function decodeUtf8(bytes: Uint8Array): string {
  return decodeWith(new TextDecoder("utf-8", { fatal: true }), bytes, false);
}

function decodeWith(decoder: TextDecoder, bytes: Uint8Array, stream = true): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (error) {
    // What a decoder throws for bytes that are no UTF-8.
    if (error instanceof TypeError) throw new ChatFault("unreadable");
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ChatFault("unreadable");
    throw error;
  }
}
