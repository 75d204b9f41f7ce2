// The MCP server of one request: two methods, answered from the task definitions and the run service.
import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolRequest,
  type CallToolResult,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { toWireError } from "../../contract/inference-error.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import { type CacheUse, type Caller, keyOf, type Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { quote } from "../../tasks/field.ts";
import { isFault } from "../kit/answer.ts";
import { cacheUseOf } from "../kit/wish.ts";
import { callTask } from "./call-task.ts";
import { createProgressNotes } from "./progress-notes.ts";
import type { RunningCalls } from "./running-calls.ts";
import { type ToolDefinition, toolName } from "./tool-definition.ts";

interface McpServerOptions {
  readonly runs: Runs;
  readonly tools: readonly ToolDefinition[];
  readonly version: string;
  readonly clock: Clock;
  readonly runningCalls: RunningCalls;
  readonly onFault: (error: unknown) => void;
  readonly context: Caller;
}

const instructions =
  "Each tool runs a text model on the text that it is given. Long texts are read whole; positions in a reply are UTF-16 offsets into the text as it was sent.";

/** A server for one request; the SDK makes, connects and closes one each time, which is what lets any replica answer. */
export function makeMcpServer(options: McpServerOptions): McpServer {
  const { tools, version } = options;
  const mcp = new McpServer(
    { name: "pilotlight", title: "Pilotlight", version },
    { capabilities: {}, instructions },
  );
  const { server } = mcp;
  server.registerCapabilities({ tools: {} });
  server.setRequestHandler("tools/list", () => ({ tools: tools.map((tool) => ({ ...tool })) }));
  server.setRequestHandler("tools/call", async (request, context) => {
    const place = {
      owner: keyOf(options.context),
      sessionId: sessionIdOf(context),
      requestId: context.mcpReq.id,
    };
    // Closing aborts the context's signal and ends the stream without a reply, as the protocol asks.
    const forget = options.runningCalls.add(place, () => {
      mcp.close().catch(options.onFault);
    });
    try {
      return await callTool(options, request, context);
    } finally {
      forget();
    }
  });
  return mcp;
}

/** The name of the header that ties a client's requests together; the server keeps nothing under it. */
export const sessionHeader = "mcp-session-id";

function sessionIdOf({ http }: ServerContext): string | null {
  return http?.req?.headers.get(sessionHeader) ?? null;
}

function cacheUseIn({ http }: ServerContext): CacheUse {
  return http?.req ? cacheUseOf(http.req) : "use";
}

async function callTool(
  options: McpServerOptions,
  { params }: CallToolRequest,
  context: ServerContext,
): Promise<CallToolResult> {
  const { runs, onFault } = options;
  const task = runs.tasks.find((candidate) => toolName(candidate) === params.name);
  if (!task) throw unknownTool(options, params.name);
  try {
    const { text, reply } = await callTask(runs, {
      task,
      args: params.arguments ?? {},
      context: options.context,
      cacheUse: cacheUseIn(context),
      signal: context.mcpReq.signal,
      onEvent: progressSender(options.clock, context),
      onFault,
    });
    return { content: [{ type: "text", text }], structuredContent: { ...reply } };
  } catch (error) {
    if (isFault(error)) onFault(error);
    return toToolError(error);
  }
}

function progressSender(
  clock: Clock,
  { mcpReq }: ServerContext,
): (event: RunEvent) => Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => Promise.resolve();
  const toNote = createProgressNotes(clock);
  return async (event) => {
    const note = toNote(event);
    if (note === null || mcpReq.signal.aborted) return;
    await mcpReq.notify({ method: "notifications/progress", params: { progressToken, ...note } });
  };
}

function toToolError(error: unknown): CallToolResult {
  const { message, ...facts } = toWireError(error);
  // Not structured content: that is promised to be the task's output.
  return {
    isError: true,
    content: [{ type: "text", text: message }],
    _meta: { "pilotlight/error": facts },
  };
}

function unknownTool({ tools }: McpServerOptions, name: string): ProtocolError {
  const known = tools.map((tool) => `"${tool.name}"`).join(", ");
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `There is no tool ${quote(name)}. There are ${known}.`,
  );
}
