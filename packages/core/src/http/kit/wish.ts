// How a caller wants its run, whatever the task and the face: who shall answer, how long it waits, in
// which form it takes the reply, and how it finds the run again.
import { type BackendChoice, roles } from "../../contract/backend-id.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import type { CacheUse, Runs } from "../../runs/runs.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { acceptedType, type ReplyType, replyTypes } from "./accepted-type.ts";

/** The fields that every run takes beside its task's own. */
export interface WishFields {
  readonly backend?: unknown;
  readonly waitMs?: unknown;
}

/** What a caller may set on any run. */
export interface RunWish {
  readonly choice: BackendChoice;
  /** How long the caller is ready to wait for a backend that is not warm; left out when it does not say. */
  readonly waitMs?: number;
}

/** The whole answer, the run's events, or its address and the answer later. */
export type ReplyForm = "answer" | "events" | "address";

/** The most milliseconds that a caller may ask to wait. */
export const maxWaitMs = 600_000;

/** The largest number that an event's may be asked for. */
export const maxEventNumber = 999_999_999;

const maxKeyLength = 255;

/**
 * The fields as a wish; null counts as left out.
 * @throws InferenceError `invalid-input`, naming the field
 */
export function parseWish({ backend, waitMs }: WishFields, runs: Runs): RunWish {
  const choice = parseChoice(backend, runs);
  if (waitMs === undefined || waitMs === null) return { choice };
  return { choice, waitMs: parseWait(waitMs) };
}

function parseChoice(value: unknown, runs: Runs): BackendChoice {
  if (value === undefined || value === null) return "auto";
  const backends = runs.backendStates();
  const choices: readonly BackendChoice[] = [
    "auto",
    ...roles.filter((role) => backends.some((backend) => backend.role === role)),
    ...backends.map(({ backend }) => backend),
  ];
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  const sent = typeof value === "string" ? quote(value) : typeName(value);
  const known = choices.map((name) => `"${name}"`).join(", ");
  throw new InferenceError(
    "invalid-input",
    `The field "backend" is ${sent}. Send one that runs here (${known}), or leave it out.`,
    { field: "backend" },
  );
}

function parseWait(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maxWaitMs) {
    return value;
  }
  const sent = typeof value === "number" ? String(value) : typeName(value);
  throw new InferenceError(
    "invalid-input",
    `The field "waitMs" is ${sent}. Send a whole number of milliseconds from 0 to ${maxWaitMs}, or leave it out.`,
    { field: "waitMs", limit: maxWaitMs, ...(typeof value === "number" ? { size: value } : {}) },
  );
}

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

/**
 * How the caller wants kept answers used, by `Cache-Control`: `no-store` leaves no trace, `no-cache` (or
 * `max-age=0`) has the answer computed anew; nothing else is heard.
 */
export function cacheUseOf({ headers }: Pick<Request, "headers">): CacheUse {
  const said = (headers.get("cache-control") ?? "").toLowerCase().split(",");
  const directives = new Set(said.map((directive) => directive.replaceAll(/\s+/gu, "")));
  if (directives.has("no-store")) return "none";
  return directives.has("no-cache") || directives.has("max-age=0") ? "refresh" : "use";
}

/**
 * The form in which the caller takes the reply, by `Accept` and `Prefer`.
 * @throws InferenceError `not-acceptable`
 */
export function replyFormOf(
  request: Request,
  offered: readonly ReplyType[] = replyTypes,
): ReplyForm {
  const type = acceptedType(request.headers.get("accept"), offered);
  if (type === "text/event-stream") return "events";
  return prefersAsync(request) ? "address" : "answer";
}

/** True when the caller wants an answer at once and the result later (RFC 7240). */
function prefersAsync({ headers }: Request): boolean {
  const preferences = (headers.get("prefer") ?? "").toLowerCase().split(",");
  return preferences.some((preference) => preference.split(";")[0]?.trim() === "respond-async");
}

/**
 * The number of the last event that the caller has, from `Last-Event-ID` or `?after=`; 0 for none.
 * @throws InferenceError `invalid-request` when one of them is not a whole number
 */
export function lastEventNumber({ headers, url }: Request): number {
  const sent = [headers.get("last-event-id"), new URL(url).searchParams.get("after")];
  const numbers = sent.filter((text) => text !== null && text !== "").map(eventNumber);
  return numbers[0] ?? 0;
}

function eventNumber(text: string | null): number {
  if (text !== null && /^\d{1,9}$/u.test(text)) return Number(text);
  throw new InferenceError(
    "invalid-request",
    `The Last-Event-ID (or ?after=) is not a whole number from 0 to ${maxEventNumber}. Send the id of the last event that came, or leave it out.`,
    { limit: maxEventNumber },
  );
}
