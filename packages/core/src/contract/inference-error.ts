import * as v from "valibot";

/** What can go wrong, as a closed list; docs/errors.md has a row for each. */
export const errorCodes = [
  "invalid-input",
  "invalid-request",
  "unknown-task",
  "unknown-run",
  "idempotency-conflict",
  "unknown-route",
  "method-not-allowed",
  "unsupported-media-type",
  "not-acceptable",
  "body-too-large",
  "invalid-json",
  "forbidden-origin",
  "unknown-host",
  "unknown-key",
  "aborted",
  "timeout",
  "overloaded",
  "too-many-runs",
  "endpoint-cold",
  "endpoint-throttled",
  "wake-refused",
  "wake-budget-spent",
  "backend-unavailable",
  "backend-failed",
  "model-not-found",
  "network",
  "storage-full",
  "internal",
] as const;

/** One of the closed list of error codes. */
export type ErrorCode = (typeof errorCodes)[number];

/** The schema of a WireError. */
export const wireErrorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  /** True when the same call may succeed on another backend or later. */
  retryable: v.boolean(),
  /** The input field at fault, by its name in the request, such as `text` or `inputs[3].text`. */
  field: v.optional(v.string()),
  /** The size that was sent, in the unit of `limit`. */
  size: v.optional(v.number()),
  /** The largest size that is taken. */
  limit: v.optional(v.number()),
  /** How long to wait before the same call can succeed. */
  retryAfterMs: v.optional(v.number()),
});

/** An error as plain data: the only form that crosses a worker or HTTP. */
export type WireError = Readonly<v.InferOutput<typeof wireErrorSchema>>;

/** Facts about an error that a program can act on; each is also in the message. */
export type ErrorDetails = Omit<WireError, "code" | "message" | "retryable">;

interface InferenceErrorOptions extends ErrorDetails {
  /** True when the same call may succeed on another backend or later. Default false. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The one error class: its message says what happened, the limit or reason, and the next step. */
export class InferenceError extends Error {
  override readonly name = "InferenceError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: InferenceErrorOptions = {}) {
    const { retryable = false, cause, ...details } = options;
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.details = details;
  }
}

/** The error as plain data; anything that is not an InferenceError becomes `internal` without its text, which may hold input. */
export function toWireError(error: unknown): WireError {
  if (error instanceof InferenceError) {
    const { code, message, retryable, details } = error;
    return { code, message, retryable, ...details };
  }
  if (isAbort(error))
    return { code: "aborted", message: "The run was cancelled.", retryable: false };
  return {
    code: "internal",
    message:
      "The run failed for a reason that Pilotlight did not foresee. Try again; the server's log has the details.",
    retryable: false,
  };
}

/** The InferenceError that a WireError describes. */
export function fromWireError(wire: WireError): InferenceError {
  const { code, message, ...options } = wire;
  return new InferenceError(code, message, options);
}

/** True for the error of an aborted signal, ours or the platform's. */
export function isAbort(error: unknown): boolean {
  return error instanceof InferenceError
    ? error.code === "aborted"
    : error instanceof Error && error.name === "AbortError";
}

/** The error that a cancelled run ends with. */
export function abortError(): InferenceError {
  return new InferenceError("aborted", "The run was cancelled.");
}

/** @throws InferenceError `aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError();
}
