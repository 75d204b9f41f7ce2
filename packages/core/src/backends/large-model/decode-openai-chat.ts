// The OpenAI chat schema as vLLM and its like speak it: one JSON document, or server-sent events whose borders
// have nothing to do with those of the bytes that arrive.
import { createParser } from "eventsource-parser";
import * as v from "valibot";
import { parseJson } from "../../contract/json.ts";
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
// vLLM's newer versions and most servers wrap the error, older ones mark it; Text Generation Inference has its
// words alone.
const failure = v.union([
  v.pipe(
    v.object({ error: errorBody }),
    v.transform(({ error }) => error.message),
  ),
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => error),
  ),
  v.pipe(
    v.object({ object: v.literal("error"), ...errorBody.entries }),
    v.transform(({ message }) => message),
  ),
]);

/** Speaks with a server of the OpenAI chat schema, such as vLLM. */
export const openaiChatCodec: ChatCodec = {
  encode: ({ messages, maxTokens, streams, schema }: ChatRequest) =>
    // No `model`: that name is a matter of the server, and so of its client.
    JSON.stringify({
      messages,
      max_tokens: maxTokens,
      // The same answer for the same input, as far as batching on a GPU allows.
      temperature: 0,
      stream: streams,
      ...(streams ? { stream_options: { include_usage: true } } : {}),
      ...(schema ? { response_format: responseFormat(schema) } : {}),
    }),
  decodeReply: (bytes) => wholeReply(readJson(decodeUtf8(bytes))),
  decodeStream: () => new OpenaiStream(),
  decodeOverflow,
};

/** The body of a chat that asks for one token: no more than it takes to be one, for a wake. */
export const smallestChat = openaiChatCodec.encode({
  messages: [{ role: "user", content: "Hello" }],
  maxTokens: 1,
  streams: false,
});

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
    const value = readJson(data);
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

// How a server begins to say that a prompt is too long: vLLM over its versions, llama.cpp, and Text Generation
// Inference. Anchored, since other refusals repeat words of the input.
const tooLong = new RegExp(
  [
    "^This model's maximum context length is",
    "^'?max_(?:completion_)?tokens'?(?: or '?max_(?:completion_)?tokens'?)? (?:is too large|must be at least 1, got -)",
    "^The decoder prompt \\(length \\d+\\) is longer than",
    "^(?:the )?request (?:\\(\\d+ tokens\\) )?exceeds the available context size",
    "^Input validation error: `inputs` (?:tokens \\+ `max_new_tokens` must be <=|must have less than) \\d+",
  ].join("|"),
  "u",
);
// Each with the number in its first group that took part.
const limitPattern =
  /maximum (?:context|model) length (?:is|of) (\d{1,8})|context size \((\d{1,8}) tokens\)|must be <= (\d{1,8})|less than (\d{1,8}) tokens/u;
// "At least" is how far newer vLLMs have counted, which is no count.
const askedPattern =
  /requested (\d{1,8}) tokens|(?<!at least |\d)(\d{1,8}) input tokens|\(length (\d{1,8})\)|request \((\d{1,8}) tokens\)|Given: (\d{1,8})/u;
// What newer versions of llama.cpp say in fields.
const counted = v.object({
  error: v.object({
    type: v.literal("exceed_context_size_error"),
    n_ctx: v.number(),
    n_prompt_tokens: v.number(),
  }),
});

function decodeOverflow(refusal: string): { limit: number | null; asked: number | null } | null {
  const body = parseJson(refusal);
  const fields = v.safeParse(counted, body);
  if (fields.success) {
    const { n_ctx: limit, n_prompt_tokens: asked } = fields.output.error;
    return { limit, asked };
  }
  const message = v.safeParse(failure, body);
  // Ollama passes on a whole error of llama.cpp's as its message.
  if (message.success && parseJson(message.output) !== undefined)
    return decodeOverflow(message.output);
  // No JSON: the words themselves.
  const words = message.success ? message.output : body === undefined ? refusal : "";
  if (!tooLong.test(words)) return null;
  return { limit: numberIn(words, limitPattern), asked: numberIn(words, askedPattern) };
}

function numberIn(words: string, pattern: RegExp): number | null {
  // Groups that took no part are empty here.
  const digits = pattern.exec(words)?.slice(1).join("") ?? "";
  return digits === "" ? null : Number(digits);
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

function readJson(text: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw new ChatFault("unreadable");
  return value;
}
