// The container behind the endpoint: vLLM's replies and refusals around the answer that was passed in.
import { randomUUID } from "node:crypto";
import type { Answer } from "./answer.ts";
import { containerMark } from "./account.ts";
import { type ParsedChat, parseChatRequest } from "./parse-chat-request.ts";
import { splitTokens } from "./tokens.ts";

/** What the container is made of. */
export interface ContainerOptions {
  readonly answer: Answer;
  /** The model's name in replies. */
  readonly modelName: string;
  /** How many tokens a prompt and its reply may have together. */
  readonly contextTokens: number;
  /** Where set, a real server answers instead, by its own name and context. */
  readonly forward?: (
    body: string,
    signal: AbortSignal,
    accept?: string,
  ) => Promise<ContainerReply>;
}

/** What the container says: a refusal or failure as a whole, or a reply in writes, the last of which ends it. */
export type ContainerReply =
  | { readonly ok: false; readonly status: number; readonly text: string }
  | {
      readonly ok: true;
      readonly contentType: "application/json" | "text/event-stream";
      readonly writes: AsyncIterable<Uint8Array>;
    };

type Usage = Readonly<Record<"prompt_tokens" | "completion_tokens" | "total_tokens", number>>;

/** Runs one request. An unstreamed reply is computed before this resolves. */
export async function runContainer(
  body: string,
  { answer, modelName, contextTokens }: ContainerOptions,
  signal: AbortSignal,
): Promise<ContainerReply> {
  const parsed = parseChatRequest(body);
  if (!parsed.ok) return refusal(parsed.message);
  const { chat } = parsed;
  const promptTokens = countPromptTokens(chat);
  const room = contextTokens - promptTokens;
  const maxTokens = chat.maxTokens ?? room;
  if (maxTokens > room || room < 1) {
    return refusal(contextLengthMessage({ contextTokens, promptTokens, maxTokens }));
  }
  const { messages, temperature } = chat;
  const deltas = limitTokens(answer({ messages, temperature, maxTokens }, signal), maxTokens);
  const head = { id: `chatcmpl-${randomUUID()}`, created: epochSeconds(), model: modelName };
  const reply = { deltas, promptTokens, head, hasUsage: chat.hasUsage };
  if (chat.isStreamed) {
    return { ok: true, contentType: "text/event-stream", writes: streamedWrites(reply, signal) };
  }
  try {
    const bytes = await wholeReply(reply);
    return { ok: true, contentType: "application/json", writes: once(bytes) };
  } catch (error) {
    if (signal.aborted) throw error;
    return failure(error);
  }
}

/** A container's refusal of a request, as vLLM words it. */
export function refusal(message: string): ContainerReply & { ok: false } {
  const error = { message, type: "BadRequestError", param: null, code: 400 };
  return { ok: false, status: 400, text: JSON.stringify({ error }) };
}

/** A failure inside the container. */
export function failure(error: unknown): ContainerReply & { ok: false } {
  return { ok: false, status: 500, text: JSON.stringify(errorObject(error)) };
}

/** vLLM's refusal of a prompt that, with its reply, is longer than the model's context. */
export function contextLengthMessage(counts: {
  readonly contextTokens: number;
  readonly promptTokens: number;
  readonly maxTokens: number;
}): string {
  const { contextTokens, promptTokens, maxTokens } = counts;
  const requested = promptTokens + maxTokens;
  return `This model's maximum context length is ${contextTokens} tokens. However, you requested ${requested} tokens (${promptTokens} in the messages, ${maxTokens} in the completion). Please reduce the length of the messages or completion.`;
}

/** A write of the stream that tells of a failure after the reply has begun. */
export function sseError(error: unknown): Uint8Array {
  return bytesOf(`${sse(errorObject(error))}data: [DONE]\n\n`);
}

function errorObject(error: unknown) {
  const why = error instanceof Error ? error.message : String(error);
  const message = `(${containerMark}) Traceback (most recent call last): File "/opt/ml/model/engine.py": ${why}`;
  return { error: { message, type: "InternalServerError", param: null, code: 500 } };
}

// The template puts a few tokens around each message.
function countPromptTokens({ messages }: ParsedChat): number {
  return messages.reduce((sum, { content }) => sum + splitTokens(content).length + 4, 1);
}

interface Delta {
  readonly text: string;
  readonly tokens: number;
  /** True when the reply was cut after it. */
  readonly isCut: boolean;
}

async function* limitTokens(pieces: AsyncIterable<string>, maxTokens: number) {
  let left = maxTokens;
  for await (const piece of pieces) {
    const tokens = splitTokens(piece);
    const text = tokens.slice(0, left).join("");
    const isCut = tokens.length > left;
    yield { text, tokens: Math.min(left, tokens.length), isCut };
    left -= tokens.length;
    if (isCut) return;
  }
}

interface Reply {
  readonly deltas: AsyncIterable<Delta>;
  readonly promptTokens: number;
  readonly head: Readonly<{ id: string; created: number; model: string }>;
  readonly hasUsage: boolean;
}

async function wholeReply({ deltas, promptTokens, head }: Reply): Promise<Uint8Array> {
  const all: Delta[] = [];
  for await (const delta of deltas) all.push(delta);
  const usage = usageOf(promptTokens, all);
  const content = all.map(({ text }) => text).join("");
  const message = { role: "assistant", content, tool_calls: [] };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason(all) };
  const reply = { object: "chat.completion", ...head, choices: [choice], usage };
  return bytesOf(JSON.stringify(reply));
}

// One write per delta; the role goes with the first, and all that ends the stream is the last write.
async function* streamedWrites(reply: Reply, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { deltas, promptTokens, head, hasUsage } = reply;
  const chunk = (choices: readonly object[], more: object = {}) =>
    sse({ ...head, object: "chat.completion.chunk", choices, ...more });
  const choice = (delta: object, reason: string | null = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: reason }]);
  const sent: Delta[] = [];
  let pending = choice({ role: "assistant", content: "" });
  try {
    for await (const delta of deltas) {
      sent.push(delta);
      if (delta.text === "") continue;
      yield bytesOf(pending + choice({ content: delta.text }));
      pending = "";
    }
  } catch (error) {
    if (signal.aborted) throw error;
    yield sseError(error);
    return;
  }
  const usage = hasUsage ? chunk([], { usage: usageOf(promptTokens, sent) }) : "";
  yield bytesOf(`${pending}${choice({}, finishReason(sent))}${usage}data: [DONE]\n\n`);
}

function finishReason(deltas: readonly Delta[]): "stop" | "length" {
  return deltas.at(-1)?.isCut ? "length" : "stop";
}

function usageOf(promptTokens: number, deltas: readonly Delta[]): Usage {
  const completionTokens = deltas.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function sse(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
