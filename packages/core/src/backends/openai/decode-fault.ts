// What a call failed with → the row of the fault table, and what the log may hold. A server's own words,
// which may repeat the input, go nowhere but to its codec.
import type { CallFault, FaultRow } from "../large-model/model-client.ts";
import { readPlatformError } from "../large-model/platform-error.ts";
import { rowOf } from "./fault-table.ts";

/** A reply that is an error, as far as it is read. */
export interface FailedReply {
  readonly status: number;
  /** The beginning of its body. */
  readonly body: string;
  readonly retryAfter: string | null;
  readonly requestId: string | null;
}

/** What went wrong in a call, whatever it was; `cause` is what the platform threw where no reply came. */
export class OpenaiCallError extends Error {
  override readonly name = "OpenaiCallError";
  readonly reply: FailedReply | null;

  constructor(reply: FailedReply | null, cause?: unknown) {
    super(reply ? `The call was answered with ${reply.status}.` : "The call failed.", { cause });
    this.reply = reply;
  }
}

/** A fault with its row as the table has it; `row` has the server's own time to wait in it. */
export interface OpenaiFault extends CallFault {
  readonly fault: FaultRow;
}

// A server that asks for more patience than a run has is asked again earlier.
const longestRetryMs = 600_000;
// Enough to tell one 503 from another.
const readWords = 500;

/** What an error of a call means. @param wallClockMs the time of day, for a `Retry-After` that is a date */
export function decodeFault(error: OpenaiCallError, wallClockMs: number): OpenaiFault {
  if (!error.reply) return decodeThrown(error.cause);
  const { status, body, retryAfter, requestId } = error.reply;
  const fault = rowOf({ status, code: null, words: body.slice(0, readWords) });
  const retryAfterMs = decodeRetryAfter(retryAfter, wallClockMs);
  return {
    row: retryAfterMs === null || fault.shows === "answered" ? fault : { ...fault, retryAfterMs },
    fault,
    facts: {
      name: `HTTP ${status}`,
      message: null,
      status,
      details: requestId === null ? {} : { requestId },
    },
    refusal: body,
  };
}

function decodeThrown(cause: unknown): OpenaiFault {
  const { name, code } = readPlatformError(cause);
  const fault = rowOf({ status: null, code, words: "" });
  return {
    row: fault,
    fault,
    facts: { name: code ?? name, message: null, status: null, details: {} },
    refusal: null,
  };
}

/** Seconds or a date, in milliseconds from now. */
function decodeRetryAfter(value: string | null, wallClockMs: number): number | null {
  if (value === null) return null;
  const ms = /^\d{1,9}$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - wallClockMs;
  return Number.isNaN(ms) ? null : Math.min(longestRetryMs, Math.max(0, ms));
}
