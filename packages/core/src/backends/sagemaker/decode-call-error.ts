// Errors of the AWS SDK at the border. Their texts may name accounts and roles: for the log only.
import * as v from "valibot";
import { deniedNames } from "./denied-names.ts";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";

const awsError = v.object({
  name: v.string(),
  message: v.optional(v.string(), ""),
  $metadata: v.optional(v.object({ httpStatusCode: v.optional(v.number()) }), {}),
  OriginalStatusCode: v.optional(v.number()),
});

// Only the beginning counts: a container's own 400 quotes what users wrote.
const noCapacity = "Inference Component has no capacity";

/** What a failed InvokeEndpoint tells of the endpoint. */
export function decodeInvokeError(error: unknown): InvocationResult {
  const result = v.safeParse(awsError, error);
  if (!result.success) return "failed";
  const { name, message, $metadata, OriginalStatusCode } = result.output;
  if (deniedNames.has(name)) return "denied";
  if (name === "ThrottlingException" || name === "ModelNotReadyException") return "throttled";
  const isCold = name === "ValidationError" && $metadata.httpStatusCode === 400;
  if (isCold && message.startsWith(noCapacity)) return "cold";
  // A container that refuses a request in its own words runs.
  if (name === "ModelError" && OriginalStatusCode !== undefined && OriginalStatusCode < 500) {
    return "answered";
  }
  return "failed";
}

/** True when the call failed for missing or wrong credentials or rights. */
export function isDenied(error: unknown): boolean {
  const result = v.safeParse(awsError, error);
  return result.success && deniedNames.has(result.output.name);
}

/** The error in one line for the log, such as `AccessDeniedException: User … is not authorized …`. */
export function decodeCallError(error: unknown): string {
  const result = v.safeParse(awsError, error);
  return result.success ? `${result.output.name}: ${result.output.message}` : typeof error;
}
