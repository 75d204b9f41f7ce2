// What a container speaks, apart from how it is reached: our words for a chat and its reply, and the
// contract of what translates them into a container's bytes and back.
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

/** A whole reply. */
export interface ChatReply {
  readonly text: string;
  /** True when the model was stopped at `maxTokens`. */
  readonly isCutOff: boolean;
  /** Null when the container does not count. */
  readonly usage: ChatUsage | null;
}

/** A reply on its way; for one stream. */
export interface ChatStream {
  /**
   * Takes the next bytes, cut anywhere, and gives the text that they complete.
   * @throws ChatFault `refused` when the container reports an error, `unreadable`
   */
  feed(bytes: Uint8Array): string;
  /** True when the container has said that nothing more comes. */
  readonly isComplete: boolean;
  /**
   * The reply, after the last bytes.
   * @throws ChatFault `broken-off` when the container has not finished it
   */
  end(): ChatReply;
}

/** How far a prompt is over the model's context, where the container says it. */
export interface Overflow {
  /** Tokens that the model takes, prompt and reply together. */
  readonly limit: number | null;
  /** Tokens that the request needs by the container's count. */
  readonly asked: number | null;
}

/** Translates chats for one kind of container; another kind is another codec. */
export interface ChatCodec {
  /** The request's body. */
  encode(request: ChatRequest): string;
  /** @throws ChatFault `unreadable` when the bytes are no reply, `refused` when they are an error's */
  decodeReply(bytes: Uint8Array): ChatReply;
  decodeStream(): ChatStream;
  /** What a refusal in the container's own words says of the prompt's length; null when it is about something else. */
  decodeOverflow(refusal: string): Overflow | null;
}

/** What a container did wrong: it reported an error, its bytes make no sense, or it stopped in the middle. */
export class ChatFault extends Error {
  override readonly name = "ChatFault";
  readonly kind: "refused" | "unreadable" | "broken-off";
  /** The container's own words, which may repeat the input: never for a user, nor for a log. */
  readonly refusal: string;

  constructor(kind: "refused" | "unreadable" | "broken-off", refusal = "") {
    super(`The container's reply is ${kind}.`);
    this.kind = kind;
    this.refusal = refusal;
  }
}
