// Failures of the world, in words. What is not known here is a mistake of ours and keeps its stack.
import { CommandError } from "./command-error.ts";
import { HubError } from "../model/hub.ts";
import { StageConfigError } from "../stage-config.ts";

// What Node and the SDK call a line that could not be made or that broke.
const lineFaults: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
  "CERT_HAS_EXPIRED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

const credentialFaults: ReadonlySet<string> = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "InvalidAccessKeyId",
  "ExpiredToken",
  "ExpiredTokenException",
]);

const refusals: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "Forbidden",
  "403",
]);

/** True for an answer of AWS that the keys may not do this. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && refusals.has(nameOf(error));
}

/** What happened and what to do about it; undefined for a mistake of ours. */
export function explainFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CommandError || error instanceof StageConfigError) return error.message;
  if (error instanceof HubError) return error.message;
  const line = lineFault(error);
  if (line !== undefined) {
    return `AWS could not be reached: ${line}. Look at the network, at the stage's region and, where they are set, at AWS_ENDPOINT_URL and HTTPS_PROXY; then run the command again.`;
  }
  const name = nameOf(error);
  if (credentialFaults.has(name)) {
    return `AWS gives no access: ${error.message}\nSign in with \`aws sso login\`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  }
  if (refusals.has(name)) {
    return `AWS refuses this to the role or user that you act as: ${error.message}\nAsk for a policy that allows it, or act as another one (AWS_PROFILE).`;
  }
  if (name === "NoSuchBucket") {
    return "The bucket is not there, or in another account. `npm run deploy` makes the stage's own; one of yours is named in endpoint.model.";
  }
  if (name === "RepositoryNotFoundException") {
    return `The registry's repository is not there: ${error.message}\nWas it deleted by hand? \`npm run pulumi -- <stage> refresh\` learns that, and \`npm run deploy\` makes it again.`;
  }
  if (isThrottling(name)) {
    return `AWS is asked too often just now: ${error.message}\nRun the command again in a minute.`;
  }
  return isAnswer(error) ? `AWS answered ${name}: ${error.message}` : undefined;
}

function lineFault(error: Error): string | undefined {
  for (const fault of [error, error.cause, ...errorsOf(error)]) {
    if (!(fault instanceof Error)) continue;
    const code = "code" in fault ? String(fault.code) : "";
    if (lineFaults.has(code)) return fault.message === "" ? code : fault.message;
    if (fault.name === "TimeoutError") return fault.message;
  }
  return undefined;
}

/** Node tries a host's addresses one after the other and tells of all. */
function errorsOf(error: Error): readonly unknown[] {
  return error instanceof AggregateError ? error.errors : [];
}

function isThrottling(name: string): boolean {
  return name.includes("Throttl") || name === "TooManyRequestsException";
}

/** The SDK's errors for what a service answered carry the answer's facts. */
function isAnswer(error: Error): boolean {
  return "$metadata" in error;
}

/** S3 answers a HEAD without a body, so its error has no name but a status. */
function nameOf(error: Error): string {
  if (error.name !== "UnknownError" && error.name !== "Error") return error.name;
  const metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
  const hasStatus =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata;
  return hasStatus ? String(metadata.httpStatusCode) : error.name;
}
