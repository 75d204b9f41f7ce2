/** One message of a conversation. */
export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** What a caller asked the model. */
export interface ChatRequest {
  /** Begins with the user and takes turns. */
  readonly messages: readonly ChatMessage[];
  /** The most tokens the reply may have; the reply is cut there, so an answer need not count. */
  readonly maxTokens: number;
  readonly temperature: number;
}

/**
 * The model: gives the reply in pieces, each sent as it comes. The signal fires when the caller has gone;
 * an error it throws becomes the container's error 500, or its error in the stream once a piece was sent.
 */
export type Answer = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<string>;
