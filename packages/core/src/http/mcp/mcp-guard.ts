// What is checked before the protocol's own code sees a request, and the answers in its form.
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import { errorStatus } from "../kit/problem.ts";
import { sessionHeader } from "./mcp-server.ts";

const methods = "POST, OPTIONS";
const oneDaySeconds = "86400";
const requestHeaders = [
  "accept",
  "authorization",
  "content-type",
  "last-event-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  sessionHeader,
].join(", ");

/**
 * Refuses pages of origins that nobody named. A page that a name server was made to point at this
 * machine counts as "same origin" in its browser, so the list decides and the host header does not.
 * @throws InferenceError `forbidden-origin`
 */
export function checkMcpOrigin({ headers }: Request, allowedOrigins: readonly string[]): void {
  const origin = headers.get("origin");
  // Programs send none; browsers send one with every POST.
  if (origin === null || isAllowed(origin, allowedOrigins)) return;
  throw new InferenceError(
    "forbidden-origin",
    "Pages of this origin may not use the tools. Add the origin to ALLOWED_ORIGINS.",
  );
}

/** @throws InferenceError `method-not-allowed`: without sessions there is nothing to GET or DELETE */
export function checkMcpMethod({ method }: Request): void {
  if (method === "POST") return;
  throw new InferenceError(
    "method-not-allowed",
    `${method} is not taken here: this server keeps no sessions and opens no streams of its own. Use POST.`,
  );
}

/** The answer to a browser's preflight. */
export function mcpOptionsResponse(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      allow: methods,
      "access-control-allow-methods": methods,
      "access-control-allow-headers": requestHeaders,
      "access-control-max-age": oneDaySeconds,
    },
  });
}

/** The response, readable by the page that asked, where its origin is allowed. */
export function withCors(
  response: Response,
  { headers }: Request,
  allowedOrigins: readonly string[],
): Response {
  if (allowedOrigins.length === 0) return response;
  response.headers.set("vary", "origin");
  const origin = headers.get("origin");
  if (origin === null || !isAllowed(origin, allowedOrigins)) return response;
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", sessionHeader);
  return response;
}

/** An error that was found before the protocol's own code ran, as JSON-RPC says it. */
export function mcpErrorResponse(error: unknown): Response {
  const { message, ...facts } = toWireError(error);
  const isParseError = facts.code === "invalid-json";
  const isMethod = facts.code === "method-not-allowed";
  return Response.json(
    {
      jsonrpc: "2.0",
      id: null,
      error: { code: isParseError ? -32700 : -32000, message, data: facts },
    },
    {
      status: errorStatus[facts.code],
      headers: { "cache-control": "no-store", ...(isMethod ? { allow: methods } : {}) },
    },
  );
}

function isAllowed(origin: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.includes("*") || allowedOrigins.includes(origin);
}
