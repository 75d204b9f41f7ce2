import { InferenceError } from "@pilotlight/core";

/** The fault of a page whose code is not there any more, or not now. */
export function lostCode(cause: unknown): InferenceError {
  return new InferenceError(
    "network",
    "The part of this page that runs the models could not be loaded. Check the connection, then retry; if the app was updated meanwhile, reload the page.",
    { retryable: true, cause },
  );
}
