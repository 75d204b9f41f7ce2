// Errors as HTTP says them: RFC 9457 problem details, with our code and numbers as extra members.
import {
  type ErrorCode,
  type ErrorDetails,
  toWireError,
  type WireError,
} from "../../contract/inference-error.ts";

/** An error as a caller of the API reads it. */
export interface Problem extends ErrorDetails {
  readonly type: "about:blank";
  /** The HTTP status in words. */
  readonly title: string;
  readonly status: number;
  /** What happened, the limit or reason, and the next step. */
  readonly detail: string;
  readonly code: ErrorCode;
  /** True when the same request may succeed later. */
  readonly retryable: boolean;
}

/** The HTTP status of each error code. */
export const errorStatus: Readonly<Record<ErrorCode, number>> = {
  "invalid-input": 400,
  "invalid-json": 400,
  "invalid-request": 400,
  "unknown-key": 401,
  "forbidden-origin": 403,
  "wake-refused": 403,
  "unknown-task": 404,
  "unknown-run": 404,
  "unknown-route": 404,
  "method-not-allowed": 405,
  "not-acceptable": 406,
  "idempotency-conflict": 409,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "unknown-host": 421,
  "too-many-runs": 429,
  "wake-budget-spent": 429,
  // Nobody reads this one: the client has gone. The number is nginx's, for logs.
  aborted: 499,
  internal: 500,
  "backend-failed": 502,
  network: 502,
  overloaded: 503,
  "endpoint-cold": 503,
  "endpoint-throttled": 503,
  "backend-unavailable": 503,
  "model-not-found": 503,
  timeout: 504,
  // A browser without room for a model; a server whose feedback file is full.
  "storage-full": 507,
};

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  499: "Client Closed Request",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  507: "Insufficient Storage",
};

// What a 429, 503 or 504 asks for when the error itself does not know better.
const fallbackRetryAfterMs = 2000;

/** The problem that an error is; `status` overrides the code's own, for the few that HTTP tells apart. */
export function toProblem(error: unknown, status?: number): Problem {
  const { message, ...wire } = toWireError(error);
  const number = status ?? errorStatus[wire.code];
  return {
    type: "about:blank",
    title: titles[number] ?? "Error",
    status: number,
    detail: message,
    ...wire,
    ...withRetryAfter(wire, number),
  };
}

/** The HTTP response that tells of an error. */
export function problemResponse(error: unknown, headers: Record<string, string> = {}): Response {
  const problem = toProblem(error);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, ...problemHeaders(problem) },
  });
}

/** The headers that belong to a problem. */
export function problemHeaders(problem: Problem): Record<string, string> {
  return { "content-type": "application/problem+json", ...errorHeaders(problem) };
}

/** The headers that belong to an error, whatever the form of its body. */
export function errorHeaders({ status, retryAfterMs }: Problem): Record<string, string> {
  const headers = {
    "cache-control": "no-store",
    // A 401 has to say how one is known here.
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
  };
  if (retryAfterMs === undefined) return headers;
  return { ...headers, "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}

function withRetryAfter(
  { retryable, retryAfterMs }: Omit<WireError, "message">,
  status: number,
): { retryAfterMs?: number } {
  if (retryAfterMs !== undefined) return { retryAfterMs };
  return retryable && (status >= 503 || status === 429)
    ? { retryAfterMs: fallbackRetryAfterMs }
    : {};
}
