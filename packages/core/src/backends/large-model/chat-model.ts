// One chat with the model: our words → bytes → the call → bytes → text, within its time, with what it
// showed told to those who watch the endpoint.
import {
  type ErrorCode,
  type InferenceError,
  throwIfAborted,
} from "../../contract/inference-error.ts";
import { parseJson } from "../../contract/json.ts";
import type { Observation } from "../../endpoint/endpoint-state.ts";
import { firstOf, orAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import type {
  ChatCodec,
  ChatReply,
  ChatRequest,
  ChatUsage,
  FinishReason,
  Overflow,
} from "./chat-codec.ts";
import { RepetitionGuard } from "../../text/repetition.ts";
import type { CallFault, FaultFacts, ModelRoute } from "./model-client.ts";
import { errorOf, readFault } from "./read-fault.ts";
import { type Timeouts, within } from "./timeouts.ts";

/** What an invocation took, for the log: counts and times, nothing of the input. */
export interface InvocationFacts {
  /** `answered` with a whole reply, `too-long` for the model's context, else the code of the error. */
  readonly outcome: "answered" | "too-long" | ErrorCode;
  readonly streamed: boolean;
  /** As the model's server counted; null without a whole reply, or when it does not count. */
  readonly usage: ChatUsage | null;
  /** Why the reply ended where it does; null without a whole reply, or when its server does not say. */
  readonly finish: FinishReason | null;
  /** From the call to the first text; null without a stream. */
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** What an invocation failed with, for the log. */
export interface FailureFacts extends FaultFacts {
  readonly code: ErrorCode;
}

/** The prompt is longer than the model's context, by its server's count. */
export class ContextOverflow extends Error {
  override readonly name = "ContextOverflow";
  readonly overflow: Overflow;

  constructor(overflow: Overflow) {
    super("The prompt is longer than the model's context.");
    this.overflow = overflow;
  }
}

/** A chat without how its reply comes. */
export type Chat = Omit<ChatRequest, "streams">;

/** What a stream gives: text as it is written, then the whole reply, once. */
export type ChatEvent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reply"; readonly reply: ChatReply };

interface ChatModelOptions {
  readonly client: ModelRoute["client"];
  readonly codec: ChatCodec;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly observe: (observation: Observation) => void;
  readonly onFault: (facts: FailureFacts) => void;
  readonly onInvoked: (facts: InvocationFacts) => void;
}

// How long the end of a connection is waited for after the model's server said that nothing more comes.
const lingerMs = 1_000;

/** Asks a chat model. */
export class ChatModel {
  readonly #options: ChatModelOptions;

  constructor(options: ChatModelOptions) {
    this.#options = options;
  }

  /**
   * The reply to a chat, when it is whole; prose that repeats itself over and over is cut there. The connection is closed when the signal fires.
   * @throws InferenceError in our words, `aborted` when the signal fires
   * @throws ContextOverflow
   */
  async ask(chat: Chat, signal: AbortSignal): Promise<ChatReply> {
    const { client, codec, clock, timeouts } = this.#options;
    const call = this.#begin({ ...chat, streams: false }, signal);
    try {
      const limit = { ms: timeouts.wholeReplyMs, clock, what: "no answer" };
      // What an SDK does before it sends takes no notice of the signal.
      const bytes = orAbort(client.invoke(call.body, call.signal), call.signal);
      const reply = codec.decodeReply(await within(bytes, limit));
      return this.#answered(call, chat.schema ? reply : withoutLoop(reply));
    } catch (error) {
      throwIfAborted(signal);
      throw this.#failed(call, error);
    } finally {
      this.#leave(call);
    }
  }

  /**
   * The text of a reply while it is written, then the reply. The connection is closed when the signal
   * fires, nobody reads on, or the model repeats itself over and over.
   * @throws InferenceError in our words, `aborted` when the signal fires
   * @throws ContextOverflow
   */
  async *stream(chat: Chat, signal: AbortSignal): AsyncGenerator<ChatEvent, void, void> {
    const call = this.#begin({ ...chat, streams: true }, signal);
    try {
      const reply = yield* this.#texts(call);
      yield { kind: "reply", reply: this.#answered(call, reply) };
    } catch (error) {
      throwIfAborted(signal);
      throw this.#failed(call, error);
    } finally {
      this.#leave(call);
    }
  }

  #begin(request: ChatRequest, signal: AbortSignal): Call {
    throwIfAborted(signal);
    const { observe, clock, codec } = this.#options;
    const leaving = new AbortController();
    const stop = AbortSignal.any([signal, leaving.signal]);
    const body = codec.encode(request);
    observe({ kind: "invoking" });
    return {
      body,
      streamed: request.streams,
      signal: stop,
      leaving,
      startedAtMs: clock.nowMs(),
      firstTokenMs: null,
      isLogged: false,
    };
  }

  async *#texts(call: Call): AsyncGenerator<ChatEvent, ChatReply, void> {
    const { client, codec, clock } = this.#options;
    const chunks = client.stream(call.body, call.signal);
    const reply = codec.decodeStream();
    const guard = new RepetitionGuard();
    // Only waiting counts, not the time that the reader takes with what it has.
    let silentMs = 0;
    try {
      while (!reply.isComplete) {
        const askedAtMs = clock.nowMs();
        const next = orAbort(chunks.next(), call.signal);
        const chunk = await within(next, this.#patience(call, silentMs));
        silentMs += clock.nowMs() - askedAtMs;
        if (chunk.done === true) return reply.end();
        const text = reply.feed(chunk.value);
        if (text === "") continue;
        // Nothing but the same comes now: the connection is closed, and the model stops.
        if (guard.feed(text)) return cutReply(guard);
        silentMs = 0;
        call.firstTokenMs ??= Math.round(clock.nowMs() - call.startedAtMs);
        yield { kind: "text", text };
      }
      await this.#readToEnd(chunks, call);
      return reply.end();
    } finally {
      chunks.return().catch(() => undefined);
    }
  }

  /** A connection that is read to its end is ready for the next call. */
  async #readToEnd(chunks: AsyncGenerator<Uint8Array, void, void>, call: Call): Promise<void> {
    const readOn = async () => {
      while ((await chunks.next()).done !== true);
    };
    const { clock } = this.#options;
    const end = firstOf((over) => [clock.wait(lingerMs, over), readOn()], call.signal);
    // The reply is whole whatever comes now.
    await end.catch(() => undefined);
  }

  #patience({ startedAtMs, firstTokenMs }: Call, silentMs: number) {
    const { clock, timeouts } = this.#options;
    const { firstTokenMs: toFirst, betweenTokensMs, streamMs } = timeouts;
    const [ms, what] =
      firstTokenMs === null ? [toFirst, "no first word"] : [betweenTokensMs, "no next word"];
    const leftMs = startedAtMs + streamMs - clock.nowMs();
    return leftMs < ms - silentMs
      ? { ms: streamMs, leftMs, clock, what: "no whole answer" }
      : { ms, leftMs: ms - silentMs, clock, what };
  }

  #answered(call: Call, reply: ChatReply): ChatReply {
    this.#options.observe({ kind: "invoked", result: "answered" });
    this.#log(call, "answered", reply);
    return reply;
  }

  /** The error in our words, after those who watch and the log were told. */
  #failed(call: Call, error: unknown): InferenceError | ContextOverflow {
    const { codec, observe, onFault } = this.#options;
    const { row, facts, refusal } = this.#readFault(call, error);
    const overflow = refusal === null ? null : codec.decodeOverflow(refusal);
    onFault({ code: row.code, ...facts });
    observe({ kind: "invoked", result: overflow ? "answered" : row.shows });
    this.#log(call, overflow ? "too-long" : row.code);
    return overflow ? new ContextOverflow(overflow) : errorOf(row);
  }

  #readFault(call: Call, error: unknown): CallFault {
    try {
      return readFault(this.#options.client, error);
    } catch (mistake) {
      this.#log(call, "internal");
      throw mistake;
    }
  }

  #log(call: Call, outcome: InvocationFacts["outcome"], reply?: ChatReply) {
    const { streamed, startedAtMs, firstTokenMs } = call;
    const { onInvoked, clock } = this.#options;
    call.isLogged = true;
    const totalMs = Math.round(clock.nowMs() - startedAtMs);
    const { usage = null, finish = null } = reply ?? {};
    onInvoked({ outcome, streamed, usage, finish, firstTokenMs, totalMs });
  }

  /** Closes the connection, unless it was read to its end. */
  #leave(call: Call): void {
    call.leaving.abort();
    // The run was cancelled, or nobody read on.
    if (!call.isLogged) this.#log(call, "aborted");
  }
}

interface Call {
  readonly body: string;
  readonly streamed: boolean;
  readonly signal: AbortSignal;
  readonly leaving: AbortController;
  readonly startedAtMs: number;
  firstTokenMs: number | null;
  isLogged: boolean;
}

function withoutLoop(reply: ChatReply): ChatReply {
  if (isJson(reply.text)) return reply;
  const guard = new RepetitionGuard();
  return guard.feed(reply.text) ? { ...cutReply(guard), usage: reply.usage } : reply;
}

/** What has a form would lose it where it was cut. */
function isJson(text: string): boolean {
  return /^\s*[{[]/u.test(text) && parseJson(text) !== undefined;
}

function cutReply({ beforeLoop: text }: RepetitionGuard): ChatReply {
  return { text, finish: "repetition", usage: null };
}
