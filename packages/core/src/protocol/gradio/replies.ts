// Plain answers, and errors in the shapes that both clients read.
import { type ErrorCode, toWireError, type WireError } from "../../errors/inference-error.ts";

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  // Both clients read 422 as a list of what is wrong with which parameter.
  "invalid-input": 422,
  "invalid-json": 400,
  "invalid-request": 400,
  "forbidden-origin": 403,
  "unknown-task": 404,
  "unknown-run": 404,
  "unknown-route": 404,
  "method-not-allowed": 405,
  "idempotency-conflict": 409,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  aborted: 499,
  // Both clients read 503 as "the queue is full".
  overloaded: 503,
  "backend-unavailable": 503,
  timeout: 504,
};

/** A JSON answer that no cache keeps. */
export function jsonReply(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set("cache-control", "no-store");
  return Response.json(body, { status, headers: all });
}

/**
 * An error as the queued routes say it: `detail` in words, or a list of objects for a wrong parameter,
 * as both clients read it; `problem` is the whole error for programs.
 */
export function errorReply(error: unknown): Response {
  const wire = toWireError(error);
  const detail = wire.code === "invalid-input" ? [validation(wire)] : wire.message;
  return jsonReply({ detail, problem: wire }, statusOf(wire), retryHeaders(wire));
}

/** An error as the synchronous route says it. */
export function runErrorReply(wire: WireError): Response {
  return jsonReply({ error: wire.message }, statusOf(wire), retryHeaders(wire));
}

function statusOf({ code }: WireError): number {
  return statuses[code] ?? 500;
}

function validation({ message, field }: WireError) {
  return { __type__: "validate", is_valid: false, message, parameter_name: field ?? "data" };
}

function retryHeaders({ retryAfterMs }: WireError): HeadersInit {
  if (retryAfterMs === undefined) return {};
  return { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
}
