// Which trouble an error of the AWS SDK is, and what we say of it: by names, statuses and codes, and of
// the texts by one beginning alone.
import { deniedNames } from "./denied-names.ts";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import type { ErrorCode } from "../../contract/inference-error.ts";

/** What is read of an error that the AWS SDK threw. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  /** A platform's error, such as `ECONNREFUSED`. */
  readonly code: string | null;
  readonly OriginalStatusCode: number | null;
  readonly ErrorCode: string | null;
  readonly $metadata: { readonly httpStatusCode: number | null };
}

/** What an error means: our code and words, and what it tells of the endpoint. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly result: InvocationResult;
  readonly words: string;
  readonly retryAfterMs?: number;
}

/** Every trouble with an endpoint. */
export const verdicts = {
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

/** The trouble that an error is. */
export function verdictOf(thrown: Thrown): Verdict {
  return rules.find(([, applies]) => applies(thrown))?.[0] ?? verdicts.failed;
}
