// Which of Gradio's clients speaks, as far as its headers tell: how it wants its streams, and which
// refusals it can show its user.
import type { ErrorCode } from "../../contract/inference-error.ts";
import type { ClientHabits } from "./session.ts";

/** What to know of the client that sent a request. */
export interface ClientTraits {
  readonly habits: ClientHabits;
  /**
   * True when the client shows its user why a run was refused, if the refusal is the answer to its
   * `join`. What it cannot show is told by the stream, as a run that failed.
   */
  readonly showsRefusal: (code: ErrorCode) => boolean;
}

/** The traits of the client that sent this request. */
export function clientTraits({ headers }: Request): ClientTraits {
  const python = /^gradio_client\/(\d+)\.(\d+)/u.exec(headers.get("user-agent") ?? "");
  if (python) {
    // From 1.13 on it reads what is wrong with a parameter; of every other refusal it shows a bare status.
    const readsFields = Number(python[1]) * 1000 + Number(python[2]) >= 1013;
    return {
      habits: pythonHabits,
      showsRefusal: (code) => isFull(code) || (readsFields && code === "invalid-input"),
    };
  }
  // Sent from 2.0.1 on. Older ones say "Connection errored out." whatever the answer is.
  const isNew = headers.has("x-gradio-user");
  return {
    habits: otherHabits,
    showsRefusal: (code) => isFull(code) || (isNew && !saysQueueIsFull.has(code)),
  };
}

/** Every client takes 503 for "the queue is full", and says so in words of its own. */
function isFull(code: ErrorCode): boolean {
  return code === "overloaded";
}

// The other refusals with 503, of which a client would say the same.
const saysQueueIsFull: ReadonlySet<ErrorCode> = new Set([
  "endpoint-cold",
  "endpoint-throttled",
  "backend-unavailable",
  "model-not-found",
]);

// A Python script exits only when its stream has closed. Its client loses what comes before it knows
// the event, and one such end breaks its stream. It knows an event 1 ms after the answer in the middle,
// but of 800 calls by 20 threads on an overloaded machine 1 % took longer than 250 ms, one 860 ms.
const pythonHabits: ClientHabits = {
  lingerMs: 50,
  holdMs: 40,
  holdPerEventMs: 50,
  settleMs: 20,
  // Otherwise a cancelled job may end with values that are all None instead of CancelledError.
  holdCancelledMs: 200,
};

// The JavaScript client never forgets an event whose end comes before its id: of 1,500 calls by 20 at
// a time it kept 1,464, and 4 with 10 ms. A call by itself needs no hold and takes less than 1 ms.
const otherHabits: ClientHabits = {
  lingerMs: 1000,
  holdMs: 0,
  holdPerEventMs: 1,
  settleMs: 0,
  holdCancelledMs: 0,
};
