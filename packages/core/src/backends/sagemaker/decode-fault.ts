// What went wrong in an invocation → our error, what it tells of the endpoint, and what the log may
// hold. Users get our words alone; the service's own words go to the log; a container's words, which
// may repeat the input, go nowhere but to its codec.
import * as v from "valibot";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { type ErrorCode, InferenceError } from "../../contract/inference-error.ts";
import { ChatFault } from "../large-model/chat-codec.ts";
import { type Verdict, verdictOf, verdicts } from "./fault-verdicts.ts";
import { InvocationError } from "./runtime-client.ts";

/** What the log may hold of a failed invocation: everything but the input and what may repeat it. */
export interface FaultFacts {
  readonly code: ErrorCode;
  /** The service's name of the error or the platform's, such as `ValidationError` or `ECONNRESET`. */
  readonly name: string;
  /** The service's own words, which may name the account; null for a container's. */
  readonly message: string | null;
  readonly status: number | null;
  /** The container's status. */
  readonly originalStatus: number | null;
  /** Why a stream ended, such as `ModelInvocationTimeExceeded`. */
  readonly errorCode: string | null;
  readonly requestId: string | null;
  /** Where the container's log is. */
  readonly logStreamArn: string | null;
}

/** A failed invocation, read. */
export interface Failure {
  readonly error: InferenceError;
  readonly result: InvocationResult;
  readonly facts: FaultFacts;
  /** The container's own words, for its codec alone. */
  readonly refusal: string | null;
}

const text = v.optional(v.nullable(v.string()), null);
const number = v.optional(v.nullable(v.number()), null);
const thrownError = v.object({
  name: v.string(),
  message: v.optional(v.string(), ""),
  code: v.fallback(text, null),
  OriginalStatusCode: v.fallback(number, null),
  OriginalMessage: v.fallback(text, null),
  ErrorCode: v.fallback(text, null),
  LogStreamArn: v.fallback(text, null),
  $metadata: v.optional(
    v.object({ httpStatusCode: v.fallback(number, null), requestId: v.fallback(text, null) }),
    { httpStatusCode: null, requestId: null },
  ),
});
const nothingKnown = v.parse(thrownError, { name: "unknown" });

type ThrownError = v.InferOutput<typeof thrownError>;

// Their messages quote the container.
const containerErrors: ReadonlySet<string> = new Set(["ModelError", "ModelStreamError"]);

/**
 * What a failed invocation means.
 * @throws what it was given, when that is no fault of an invocation
 */
export function decodeFault(error: unknown): Failure {
  if (error instanceof InferenceError && error.code === "timeout") {
    return failure(
      { ...nothingKnown, name: "timeout" },
      { code: "timeout", result: "failed", words: error.message },
      null,
    );
  }
  if (error instanceof ChatFault) {
    return failure(
      { ...nothingKnown, name: `ChatFault ${error.kind}` },
      verdicts.failed,
      error.refusal,
    );
  }
  if (!(error instanceof InvocationError)) throw error;
  const result = v.safeParse(thrownError, error.cause);
  const thrown = result.success ? result.output : nothingKnown;
  return failure(thrown, verdictOf(thrown), thrown.OriginalMessage);
}

function failure(thrown: ThrownError, verdict: Verdict, refusal: string | null): Failure {
  const { code, result, words, retryAfterMs } = verdict;
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  const isService = thrown.message !== "" && !containerErrors.has(thrown.name);
  return {
    error: new InferenceError(code, words, { retryable: true, ...options }),
    result,
    refusal,
    facts: {
      code,
      name: thrown.code === null ? thrown.name : `${thrown.name} ${thrown.code}`,
      message: isService ? thrown.message.slice(0, 500) : null,
      status: thrown.$metadata.httpStatusCode,
      originalStatus: thrown.OriginalStatusCode,
      errorCode: thrown.ErrorCode,
      requestId: thrown.$metadata.requestId,
      logStreamArn: thrown.LogStreamArn,
    },
  };
}
