// What went wrong, in the page's language: in English the error's own message, which tells most; in any
// other what its code and its values say.
import type { WireError } from "@pilotlight/core";
import { count } from "../sessions/field-values.ts";
import { language } from "../text/language.svelte.ts";

/** What a person reads of an error: what happened, the limit, the next step. */
export function errorWords(
  error: WireError | (Error & { readonly code: WireError["code"] }),
): string {
  return language.current === "en" ? error.message : byCode(error);
}

function byCode(error: Partial<WireError> & Pick<WireError, "code">): string {
  const { code, size, limit } = error;
  switch (code) {
    case "invalid-input":
    case "body-too-large":
      return size !== undefined && limit !== undefined
        ? `The input is not taken: it has ${count(size)}, the limit is ${count(limit)}. Shorten it, or send it in parts.`
        : "The input is not taken as it is. Look at the fields and correct them.";
    case "aborted":
      return "The run was cancelled.";
    case "timeout":
      return "The answer took too long. Try again, or let another answer.";
    case "overloaded":
    case "too-many-runs":
      return "Too many runs are under way. Try again in a moment.";
    case "endpoint-cold":
      return "The large model is asleep or still waking. Try again later, or let another answer.";
    case "endpoint-throttled":
      return "The large model is busy. Try again in a moment, or let another answer.";
    case "wake-refused":
      return "The large model may not be woken from here.";
    case "wake-budget-spent":
      return "The large model was woken as often as it may be today.";
    case "backend-unavailable":
    case "backend-failed":
      return "The model could not answer. Try again, or let another answer.";
    case "model-not-found":
      return "The model is not where it should be. Reload the page, or choose another model.";
    case "network":
      return "The server could not be reached, or a part of this page could not be loaded. Check the connection, then try again.";
    case "storage-full":
      return "There is no room left on this device. Make room, then try again.";
    case "unknown-run":
      return "The server does not know this run any more. Run it again.";
    case "invalid-request":
    case "unknown-task":
    case "idempotency-conflict":
    case "unknown-route":
    case "method-not-allowed":
    case "unsupported-media-type":
    case "not-acceptable":
    case "invalid-json":
    case "forbidden-origin":
    case "unknown-host":
    case "unknown-key":
      return `The server did not take the request (${code}). Reload the page, then try again.`;
    case "internal":
      return "This failed for a reason that was not foreseen. Try again; the server's log has the details.";
  }
}
