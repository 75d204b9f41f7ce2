import { decodeMember, type Decoded } from "../../contract/decode-member.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import {
  type FromWorker,
  fromWorkerSchema,
  type ToWorker,
  toWorkerSchema,
} from "./worker-message.ts";

/**
 * A message as the worker gets it; null when it has no type and so is not of this protocol, such as one
 * of a browser extension.
 * @throws InferenceError `backend-failed` for a message that is not known, or malformed: one build made
 * both sides
 */
export function decodeToWorker(value: unknown): ToWorker | null {
  return ofProtocol(decodeMember(toWorkerSchema, value, "message to the worker"));
}

/**
 * A message as the worker's owner gets it; null when it has no type and so is not of this protocol.
 * @throws InferenceError `backend-failed` for a message that is not known, or malformed
 */
export function decodeFromWorker(value: unknown): FromWorker | null {
  return ofProtocol(decodeMember(fromWorkerSchema, value, "message of the worker"));
}

function ofProtocol<Message>(decoded: Decoded<Message>): Message | null {
  if (decoded.kind === "known") return decoded.member;
  if (decoded.type === null) return null;
  throw new InferenceError("backend-failed", `No worker message is called "${decoded.type}".`, {
    retryable: true,
  });
}
