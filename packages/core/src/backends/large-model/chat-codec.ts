// What a model's server speaks, apart from how it is reached: our words for a chat and its reply, and the
// contract of what translates them into bytes and back.
import type { JsonObject } from "../../contract/json.ts";

/** One turn of a chat. There is no system role: many templates of these models refuse one. */
export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** What is asked of the model. */
export interface ChatRequest {
  /** The user's and the model's turns alternate; the first and the last are the user's. */
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** True for a reply that comes while it is written. */
  readonly streams: boolean;
  /** The JSON schema that the reply is held to; left out for prose. */
  readonly schema?: JsonObject;
}

/** Tokens that an invocation was counted with. */
export interface ChatUsage {
  readonly promptTokens: number;
  readonly replyTokens: number;
}

/**
 * Why a reply ended: the model came to its end, was stopped at `maxTokens` or because it repeated itself
 * over and over, or something else.
 */
export type FinishReason = "stop" | "length" | "repetition" | "other";

/** A whole reply. */
export interface ChatReply {
  readonly text: string;
  /** Null when the model's server does not say. */
  readonly finish: FinishReason | null;
  /** Null when the model's server does not count. */
  readonly usage: ChatUsage | null;
}

/** A reply on its way; for one stream. */
export interface ChatStream {
  /**
   * Takes the next bytes, cut anywhere, and gives the text that they complete.
   * @throws ChatFault `refused` when the model's server reports an error, `unreadable`
   */
  feed(bytes: Uint8Array): string;
  /** True when the model's server has said that nothing more comes. */
  readonly isComplete: boolean;
  /**
   * The reply, after the last bytes.
   * @throws ChatFault `broken-off` when the model's server has not finished it
   */
  end(): ChatReply;
}

/** How far a prompt is over the model's context, where its server says it. */
export interface Overflow {
  /** Tokens that the model takes, prompt and reply together. */
  readonly limit: number | null;
  /** Tokens that the request needs by its server's count. */
  readonly asked: number | null;
}

/** Translates chats for one kind of server; another kind is another codec. */
export interface ChatCodec {
  /** The request's body. */
  encode(request: ChatRequest): string;
  /** @throws ChatFault `unreadable` when the bytes are no reply, `refused` when they are an error's */
  decodeReply(bytes: Uint8Array): ChatReply;
  decodeStream(): ChatStream;
  /** What a refusal in the server's own words says of the prompt's length; null when it is about something else. */
  decodeOverflow(refusal: string): Overflow | null;
}

/** What a model's server did wrong: it reported an error, its bytes make no sense, or it stopped in the middle. */
export class ChatFault extends Error {
  override readonly name = "ChatFault";
  readonly kind: "refused" | "unreadable" | "broken-off";
  /** The server's own words, which may repeat the input: never for a user, nor for a log. */
  readonly refusal: string;

  constructor(kind: "refused" | "unreadable" | "broken-off", refusal = "") {
    super(`The reply of the model's server is ${kind}.`);
    this.kind = kind;
    this.refusal = refusal;
  }
}
