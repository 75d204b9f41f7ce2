// Run events at a border: from our server over HTTP.
import { decodeMember, type Decoded } from "./decode-member.ts";
import { type RunEvent, runEventSchema } from "./run-event.ts";

/**
 * The value as a run event; an event of a newer server is `unknown`, for its reader to report and pass over.
 * @throws InferenceError `backend-failed`, retryable, for a known event that does not hold what it must
 */
export function decodeRunEvent(value: unknown): Decoded<RunEvent> {
  return decodeMember(runEventSchema, value, "run event");
}
