// MCP over streamable HTTP: a request in, a response out, nothing kept in between, so that any replica
// answers any request. The official SDK speaks the protocol (2026-07-28, and 2025 for older clients);
// ours are the checks in front of it and the tools behind it.
import {
  type AuthInfo,
  createMcpHandler,
  isInitializeRequest,
  isJSONRPCNotification,
  isSpecType,
} from "@modelcontextprotocol/server";
import { newRunId } from "../../contract/run-id.ts";
import { type Caller, keyOf, type Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { answer, type FaceOptions } from "../kit/answer.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import { mcpErrorReply } from "./mcp-error.ts";
import { makeMcpServer, sessionHeader } from "./mcp-server.ts";
import { RunningCalls } from "./running-calls.ts";
import { toolDefinition } from "./tool-definition.ts";

interface McpApiOptions extends Omit<FaceOptions, "ownPages"> {
  readonly runs: Runs;
  /** The product's version, as the server tells it. */
  readonly version: string;
  readonly clock: Clock;
}

/** Answers one request to `/mcp`, whatever its method; never throws. */
export type McpApi = (request: Request, context: Caller) => Promise<Response>;

/**
 * Makes the MCP face of the run service.
 * @example
 * const mcp = createMcpApi({ runs, version, clock: systemClock, maxBodyBytes: 2_000_000, … });
 * const response = await mcp(request, { caller: address });
 */
export function createMcpApi(options: McpApiOptions): McpApi {
  const { runs } = options;
  const tools = runs.tasks.map((task) => toolDefinition(task, runs.backendStates()));
  const runningCalls = new RunningCalls();
  const handler = createMcpHandler(
    ({ authInfo }) =>
      makeMcpServer({ ...options, tools, runningCalls, context: callerOf(authInfo) }),
    // Always a stream: its keep-alives carry a long run through proxies, and its end tells of a client that left.
    { responseMode: "sse" },
  );
  const reply = async (request: Request, context: Caller): Promise<Response> => {
    const body = await readJsonBody(request, bodyLimits(options, context));
    cancelNamedCall(runningCalls, { request, context, body });
    const authInfo = authInfoOf(context);
    const response = await handler.fetch(request, { authInfo, parsedBody: body });
    // Whether the connection is kept is between its two ends; the SDK would keep it whatever was asked.
    response.headers.delete("connection");
    if (isInitializeRequest(body)) response.headers.set(sessionHeader, newRunId());
    return response;
  };
  // Our own page has no use for the tools: a name that points here does not make another one ours.
  const policy = { ...options, ownPages: "loopback" } as const;
  return (request, context) =>
    answer(policy, request, {
      methods: ["POST"],
      reply: () => reply(request, context),
      errorReply: mcpErrorReply,
    });
}

// The SDK's own way to tell a handler who asks; there is no token here that it could leak.
function authInfoOf({ caller, isKnownCaller = false }: Caller): AuthInfo {
  return { token: "", clientId: caller, scopes: isKnownCaller ? [knownScope] : [] };
}

function callerOf(authInfo: AuthInfo | undefined): Caller {
  const isKnownCaller = authInfo?.scopes.includes(knownScope) === true;
  return { caller: authInfo?.clientId ?? "", isKnownCaller };
}

const knownScope = "known";

interface Message {
  readonly request: Request;
  readonly context: Caller;
  readonly body: unknown;
}

function cancelNamedCall(
  runningCalls: RunningCalls,
  { request: { headers }, context, body }: Message,
): void {
  if (!isJSONRPCNotification(body) || !isSpecType.CancelledNotification(body)) return;
  const { requestId } = body.params;
  if (requestId === undefined) return;
  const sessionId = headers.get(sessionHeader);
  runningCalls.cancel({ owner: keyOf(context), sessionId, requestId });
}
