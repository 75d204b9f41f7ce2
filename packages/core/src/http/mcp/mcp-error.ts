import { toWireError } from "../../contract/inference-error.ts";
import { errorHeaders, toProblem } from "../kit/problem.ts";

/** An error that was found before the protocol's own code ran, as JSON-RPC says it. */
export function mcpErrorReply(error: unknown, headers: Record<string, string>): Response {
  const { message, ...facts } = toWireError(error);
  const problem = toProblem(error);
  const code = facts.code === "invalid-json" ? -32700 : -32000;
  const body = { jsonrpc: "2.0", id: null, error: { code, message, data: facts } };
  return Response.json(body, {
    status: problem.status,
    headers: { ...headers, ...errorHeaders(problem) },
  });
}
