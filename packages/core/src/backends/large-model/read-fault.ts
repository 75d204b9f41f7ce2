// What went wrong in a chat: our own time-out, a reply that is none, or what the provider's table says.
import { InferenceError } from "../../contract/inference-error.ts";
import { ChatFault } from "./chat-codec.ts";
import type { CallFault, FaultFacts, FaultRow, ModelClient } from "./model-client.ts";

/** The words of a run whose reply broke off or is none. */
export const brokenReplyWords =
  "The large model failed before its answer was whole. Try again, or let a small model answer.";

const brokenReply: FaultRow = {
  code: "backend-failed",
  words: brokenReplyWords,
  shows: "failed",
  wakes: false,
};

/**
 * What a chat failed with.
 * @throws what it was given, when that is no fault of a call
 */
export function readFault(client: Pick<ModelClient, "readFault">, error: unknown): CallFault {
  if (error instanceof InferenceError && error.code === "timeout") {
    const row = { ...brokenReply, code: error.code, words: error.message };
    return { row, facts: factsOf("timeout"), refusal: null };
  }
  if (error instanceof ChatFault) {
    const { kind, refusal } = error;
    return { row: brokenReply, facts: factsOf(`ChatFault ${kind}`), refusal };
  }
  return client.readFault(error);
}

/** What the log hears of a fault of which nothing but its name is known. */
export function factsOf(name: string): FaultFacts {
  return { name, message: null, status: null, details: {} };
}

/** The error that a run ends with. */
export function errorOf({ code, words, retryAfterMs }: FaultRow): InferenceError {
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new InferenceError(code, words, { retryable: true, ...details });
}
