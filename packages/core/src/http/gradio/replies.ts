// Errors in the shapes that both clients read.
import { type ErrorCode, toWireError, type WireError } from "../../contract/inference-error.ts";
import { errorHeaders, errorStatus, toProblem } from "../kit/problem.ts";

// Both clients read 422 as a list of what is wrong with which parameter, and 503 as "the queue is full".
const statuses: Readonly<Record<ErrorCode, number>> = { ...errorStatus, "invalid-input": 422 };

/**
 * An error as the queued routes say it: `detail` in words, or a list of objects for a wrong parameter,
 * as both clients read it; `problem` is the whole error for programs.
 */
export function errorReply(error: unknown, headers: Record<string, string> = {}): Response {
  const wire = toWireError(error);
  const detail = wire.code === "invalid-input" ? [validation(wire)] : wire.message;
  return reply(error, { detail, problem: wire }, headers);
}

/** An error as the synchronous route says it. */
export function runErrorReply(error: unknown, headers: Record<string, string> = {}): Response {
  return reply(error, { error: toWireError(error).message }, headers);
}

function reply(error: unknown, body: object, headers: Record<string, string>): Response {
  const problem = toProblem(error);
  const status = statuses[problem.code];
  return Response.json(body, { status, headers: { ...headers, ...errorHeaders(problem) } });
}

function validation({ message, field }: WireError) {
  return { __type__: "validate", is_valid: false, message, parameter_name: field ?? "data" };
}
