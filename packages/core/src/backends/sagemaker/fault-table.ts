// The one table of what goes wrong with SageMaker: for each fault what a run ends with, what it shows of
// the endpoint, and whether the call was a wake. Which fault an error is, is told by names, statuses and
// codes, and of the texts by one beginning alone.
import type { FaultRow } from "../large-model/model-client.ts";
import { sharedFaults } from "../large-model/shared-faults.ts";

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

/** Every fault of an endpoint. */
export const faults = {
  cold: sharedFaults.cold,
  throttled: sharedFaults.throttled,
  notReady: {
    code: "backend-unavailable",
    words:
      "The large model is still loading. Try again in half a minute, or let a small model answer.",
    retryAfterMs: 30_000,
    shows: "throttled",
    wakes: false,
  },
  unavailable: {
    code: "backend-unavailable",
    words:
      "The large model cannot be reached through its service now. Try again in a moment, or let a small model answer.",
    retryAfterMs: 5_000,
    shows: "failed",
    wakes: false,
  },
  notFound: {
    code: "backend-unavailable",
    words:
      "The large model's service refused the request as it is set up here. The server's log says why; a small model can answer.",
    shows: "failed",
    wakes: false,
  },
  denied: {
    code: "backend-unavailable",
    words:
      "This server may not use the large model: its credentials are missing, wrong or out of date. The server's log says which; a small model can answer.",
    shows: "denied",
    wakes: false,
  },
  refused: sharedFaults.refused,
  failed: sharedFaults.failed,
  tooSlow: {
    code: "timeout",
    words:
      "The large model took longer than its service waits. Try again with less text, or let a small model answer.",
    shows: "failed",
    wakes: false,
  },
  network: sharedFaults.network,
} as const satisfies Readonly<Record<string, FaultRow>>;

const throttledNames: ReadonlySet<string> = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);
// Wrong or missing credentials or rights.
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
// What Node says of sockets, names and certificates.
const networkCode =
  /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EADDR|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|EPROTO)/u;
/**
 * How SageMaker begins to say that no copy runs. Only the beginning of its own message counts: what a
 * container says is quoted in messages of another name, and may hold these words from the input.
 */
const noCapacity = "Inference Component has no capacity";
// Their order counts: an exact word of the service first, then kinds of trouble.
const rules: readonly (readonly [FaultRow, (thrown: Thrown) => boolean])[] = [
  [
    faults.cold,
    ({ name, message, $metadata }) =>
      name === "ValidationError" &&
      $metadata.httpStatusCode === 400 &&
      message.startsWith(noCapacity),
  ],
  [faults.throttled, ({ name }) => throttledNames.has(name)],
  [faults.notReady, ({ name }) => name === "ModelNotReadyException"],
  [faults.denied, ({ name }) => deniedNames.has(name)],
  // The container is busy, and says so with one of two statuses.
  [
    faults.throttled,
    ({ name, OriginalStatusCode }) =>
      name === "ModelError" && (OriginalStatusCode === 429 || OriginalStatusCode === 503),
  ],
  [
    faults.refused,
    ({ name, OriginalStatusCode: status }) =>
      name === "ModelError" && status !== null && status >= 400 && status < 500,
  ],
  [faults.tooSlow, ({ ErrorCode }) => ErrorCode === "ModelInvocationTimeExceeded"],
  [faults.failed, ({ name }) => name.startsWith("Model") || name.startsWith("Internal")],
  [faults.notFound, ({ name }) => name === "ValidationError" || name === "ValidationException"],
  [faults.unavailable, ({ name }) => name === "ServiceUnavailable"],
  [
    faults.network,
    ({ name, code }) => name === "TimeoutError" || (code !== null && networkCode.test(code)),
  ],
  [faults.denied, ({ $metadata }) => [401, 403].includes($metadata.httpStatusCode ?? 0)],
  // Throttling has been seen as a 400 without a word or a name.
  [
    faults.throttled,
    ({ message, $metadata }) =>
      $metadata.httpStatusCode === 429 ||
      ($metadata.httpStatusCode === 400 && (message === "" || message === "UnknownError")),
  ],
];

/** The row of an error. */
export function rowOf(thrown: Thrown): FaultRow {
  return rules.find(([, applies]) => applies(thrown))?.[0] ?? faults.failed;
}
