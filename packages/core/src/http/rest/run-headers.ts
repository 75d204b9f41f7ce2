// The headers by which a caller says how it wants a run, and how it finds it again.
import { InferenceError } from "../../contract/inference-error.ts";

const maxKeyLength = 255;

/**
 * The request's `Idempotency-Key`, or undefined.
 * @throws InferenceError `invalid-request` when it is not 1 to 255 visible ASCII characters
 */
export function idempotencyKeyOf({ headers }: Request): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (key.length > maxKeyLength) {
    throw new InferenceError(
      "invalid-request",
      `The Idempotency-Key has ${key.length} characters; the limit is ${maxKeyLength}. Send a shorter one, such as a UUID.`,
      { size: key.length, limit: maxKeyLength },
    );
  }
  if (/^[!-~]+$/u.test(key)) return key;
  throw new InferenceError(
    "invalid-request",
    "The Idempotency-Key is empty or has other characters than visible ASCII. Send one such as a UUID.",
  );
}

/** True when the caller wants an answer at once and the result later (RFC 7240). */
export function prefersAsync({ headers }: Request): boolean {
  const preferences = (headers.get("prefer") ?? "").toLowerCase().split(",");
  return preferences.some((preference) => preference.split(";")[0]?.trim() === "respond-async");
}

/**
 * The number of the last event that the caller has, from `Last-Event-ID` or `?after=`; 0 for none.
 * @throws InferenceError `invalid-request` when it is not a whole number
 */
export function lastEventNumber({ headers, url }: Request): number {
  const text = headers.get("last-event-id") ?? new URL(url).searchParams.get("after") ?? "";
  if (text === "") return 0;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new InferenceError(
    "invalid-request",
    "The Last-Event-ID (or ?after=) is not a whole number. Send the id of the last event that came, or leave it out.",
  );
}

/** Where a run is found again: on every reply that has its id before its end. */
export function runAddressHeaders(request: Request, runId: string): Record<string, string> {
  return {
    "x-run-id": runId,
    location: new URL(`/api/v1/runs/${runId}`, request.url).pathname,
  };
}
