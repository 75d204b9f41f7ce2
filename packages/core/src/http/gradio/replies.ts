// Plain answers, and errors in the shapes that both clients read.
import { type ErrorCode, toWireError, type WireError } from "../../contract/inference-error.ts";
import { errorStatus } from "../kit/problem.ts";

// Both clients read 422 as a list of what is wrong with which parameter, and 503 as "the queue is full".
const statuses: Readonly<Record<ErrorCode, number>> = { ...errorStatus, "invalid-input": 422 };

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
  return statuses[code];
}

function validation({ message, field }: WireError) {
  return { __type__: "validate", is_valid: false, message, parameter_name: field ?? "data" };
}

function retryHeaders({ retryAfterMs }: WireError): HeadersInit {
  if (retryAfterMs === undefined) return {};
  return { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
}
