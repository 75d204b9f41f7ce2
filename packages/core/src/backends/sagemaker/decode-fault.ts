// What went wrong in an invocation → our error, what it tells of the endpoint, and what the log may
// hold. Users get our words alone; the service's own words go to the log; a container's words, which
// may repeat the input, go nowhere but to its codec.
import * as v from "valibot";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { type ErrorCode, InferenceError } from "../../errors/inference-error.ts";
import { ChatFault } from "./chat-codec.ts";
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
  /** A platform's error, such as `ECONNREFUSED`. */
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

type Thrown = v.InferOutput<typeof thrownError>;

interface Verdict {
  readonly code: ErrorCode;
  readonly result: InvocationResult;
  readonly words: string;
  readonly retryAfterMs?: number;
}

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

function failure(thrown: Thrown, verdict: Verdict, refusal: string | null): Failure {
  const { code, result, words, retryAfterMs } = verdict;
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  const isService = thrown.OriginalMessage === null && !thrown.name.startsWith("Model");
  return {
    error: new InferenceError(code, words, { retryable: true, ...options }),
    result,
    refusal,
    facts: {
      code,
      name: thrown.code === null ? thrown.name : `${thrown.name} ${thrown.code}`,
      message: isService && thrown.message !== "" ? thrown.message.slice(0, 500) : null,
      status: thrown.$metadata.httpStatusCode,
      originalStatus: thrown.OriginalStatusCode,
      errorCode: thrown.ErrorCode,
      requestId: thrown.$metadata.requestId,
      logStreamArn: thrown.LogStreamArn,
    },
  };
}

const verdicts = {
  cold: {
    code: "endpoint-cold",
    result: "cold",
    words:
      "The large model is asleep. Ask again when it is awake, or let a small model answer until then.",
  },
  throttled: {
    code: "endpoint-throttled",
    result: "throttled",
    words:
      "The large model has more requests than it takes. Try again in a few seconds, or let a small model answer.",
    // About as long as a short reply takes with others at a time.
    retryAfterMs: 5_000,
  },
  notReady: {
    code: "backend-unavailable",
    result: "throttled",
    words:
      "The large model is still loading. Try again in half a minute, or let a small model answer.",
    retryAfterMs: 30_000,
  },
  unavailable: {
    code: "backend-unavailable",
    result: "failed",
    words:
      "The large model cannot be reached through its service now. Try again in a moment, or let a small model answer.",
    retryAfterMs: 5_000,
  },
  notFound: {
    code: "backend-unavailable",
    result: "failed",
    words:
      "The large model's service refused the request as it is set up here. The server's log says why; a small model can answer.",
  },
  denied: {
    code: "backend-unavailable",
    result: "denied",
    words:
      "This server may not use the large model: its credentials are missing, wrong or out of date. The server's log says which; a small model can answer.",
  },
  refused: {
    code: "backend-failed",
    result: "answered",
    words: "The large model did not take this input. Let a small model answer.",
  },
  failed: {
    code: "backend-failed",
    result: "failed",
    words:
      "The large model failed before its answer was whole. Try again, or let a small model answer.",
  },
  tooSlow: {
    code: "timeout",
    result: "failed",
    words:
      "The large model took longer than its service waits. Try again with less text, or let a small model answer.",
  },
  network: {
    code: "network",
    result: "failed",
    words:
      "The connection to the large model was lost or could not be made. Try again, or let a small model answer.",
  },
} as const satisfies Readonly<Record<string, Verdict>>;

const deniedNames: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "NotAuthorized",
  "OptInRequired",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "UnrecognizedClientException",
]);
const throttledNames: ReadonlySet<string> = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);
// What Node says of sockets, names and certificates.
const networkCode =
  /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EADDR|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|EPROTO)/u;
/**
 * How SageMaker begins to say that no copy runs. Only the beginning of its own message counts: what a
 * container says is quoted in messages of another name, and may hold these words from the input.
 */
const noCapacity = "Inference Component has no capacity";
// Their order counts: an exact word of the service first, then kinds of trouble.
const rules: readonly (readonly [Verdict, (thrown: Thrown) => boolean])[] = [
  [
    verdicts.cold,
    ({ name, message, $metadata }) =>
      name === "ValidationError" &&
      $metadata.httpStatusCode === 400 &&
      message.startsWith(noCapacity),
  ],
  [verdicts.throttled, ({ name }) => throttledNames.has(name)],
  [verdicts.notReady, ({ name }) => name === "ModelNotReadyException"],
  [verdicts.denied, ({ name }) => deniedNames.has(name)],
  // The container is busy, and says so with one of two statuses.
  [
    verdicts.throttled,
    ({ name, OriginalStatusCode }) =>
      name === "ModelError" && (OriginalStatusCode === 429 || OriginalStatusCode === 503),
  ],
  [
    verdicts.refused,
    ({ name, OriginalStatusCode: status }) =>
      name === "ModelError" && status !== null && status >= 400 && status < 500,
  ],
  [verdicts.tooSlow, ({ ErrorCode }) => ErrorCode === "ModelInvocationTimeExceeded"],
  [verdicts.failed, ({ name }) => name.startsWith("Model") || name.startsWith("Internal")],
  [verdicts.notFound, ({ name }) => name === "ValidationError" || name === "ValidationException"],
  [verdicts.unavailable, ({ name }) => name === "ServiceUnavailable"],
  [
    verdicts.network,
    ({ name, code }) => name === "TimeoutError" || (code !== null && networkCode.test(code)),
  ],
  [verdicts.denied, ({ $metadata }) => [401, 403].includes($metadata.httpStatusCode ?? 0)],
  // Throttling has been seen as a 400 without a word or a name.
  [
    verdicts.throttled,
    ({ message, $metadata }) =>
      $metadata.httpStatusCode === 429 ||
      ($metadata.httpStatusCode === 400 && (message === "" || message === "UnknownError")),
  ],
];

function verdictOf(thrown: Thrown): Verdict {
  return rules.find(([, applies]) => applies(thrown))?.[0] ?? verdicts.failed;
}
