// The routes of the Gradio protocol.
import type { Caller } from "../../runs/runs.ts";
import { cancelRun } from "../../runs/cancel-run.ts";
import { type ErrorReply, type FaceOptions, jsonResponse } from "../kit/answer.ts";
import { readJsonObject } from "../kit/read-json-body.ts";
import { SseStream } from "../kit/sse-stream.ts";
import { getCall, postCall } from "./call.ts";
import { apiPrefix, defaultConfigOptions, gradioConfig } from "./config.ts";
import type { GradioServer } from "./gradio-server.ts";
import { gradioApiInfo } from "./info.ts";
import { data, join } from "./queue.ts";
import { runErrorReply } from "./replies.ts";
import { run } from "./run.ts";

/** One request on its way to a route. */
interface RouteCall {
  readonly request: Request;
  readonly context: Caller;
  /** What the path's pattern caught, decoded. */
  readonly parts: readonly string[];
}

/** Which requests go where. */
export interface GradioRoute {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly handle: (call: RouteCall) => Response | Promise<Response>;
  readonly errorReply?: ErrorReply;
}

/** What the app says about itself. */
export interface DocumentOptions {
  /** The app's address as its users type it; left out, the address of each request. */
  readonly publicUrl?: string;
  /** The same across restarts and replicas. */
  readonly appId?: string;
  readonly title?: string;
}

/** The documents that a client reads when it connects. */
export function documentRoutes(
  server: GradioServer,
  options: DocumentOptions & Pick<FaceOptions, "basePath">,
): readonly GradioRoute[] {
  const { appId = defaultConfigOptions.appId, title = defaultConfigOptions.title } = options;
  const { tasks } = server.runs;
  const maxFileBytes = server.maxBodyBytes;
  const rootOf = (request: Request) =>
    options.publicUrl ?? `${new URL(request.url).origin}${options.basePath ?? ""}`;
  return [
    {
      method: "GET",
      path: /^\/config\/?$/u,
      handle: () => jsonResponse(gradioConfig(tasks, { appId, title, maxFileBytes })),
    },
    {
      method: "GET",
      path: route("info"),
      handle: ({ request }) => jsonResponse(gradioApiInfo(tasks, rootOf(request))),
    },
    { method: "GET", path: route("app_id"), handle: () => jsonResponse({ app_id: appId }) },
  ];
}

/** The ways to run a task, and what belongs to a run. */
export function runRoutes(server: GradioServer): readonly GradioRoute[] {
  const { uploads } = server;
  return [
    {
      method: "POST",
      path: route("queue/join"),
      handle: ({ request, context }) => join(server, request, context),
    },
    {
      method: "GET",
      path: route("queue/data"),
      handle: ({ request, context }) => data(server, request, context),
    },
    {
      method: "POST",
      path: route("(?:run|api)/([^/]+)"),
      handle: ({ request, context, parts: [taskId = ""] }) =>
        run(server, { request, context, taskId }),
      errorReply: runErrorReply,
    },
    {
      method: "POST",
      path: route("call/(?!v2/?$)([^/]+)"),
      handle: ({ request, context, parts: [taskId = ""] }) =>
        postCall(server, { request, context, taskId, isNamed: false }),
    },
    {
      method: "POST",
      path: route("call/v2/([^/]+)"),
      handle: ({ request, context, parts: [taskId = ""] }) =>
        postCall(server, { request, context, taskId, isNamed: true }),
    },
    {
      method: "GET",
      path: route("call/(?:v2/)?([^/]+)/([^/]+)"),
      handle: ({ request, context, parts: [taskId = "", runId = ""] }) =>
        getCall(server, { request, context, taskId, runId }),
    },
    // A client sends both to cancel; Python's `cancel` may not know the id yet, its `reset` does.
    { method: "POST", path: route("(?:cancel|reset)"), handle: (call) => cancel(server, call) },
    {
      method: "GET",
      path: route("heartbeat/[^/]+"),
      handle: ({ request }) => heartbeat(server, request),
    },
    {
      method: "POST",
      path: route("upload"),
      handle: ({ request, context }) => uploads.receive(request, context),
    },
    {
      method: "GET",
      path: new RegExp(`^${apiPrefix}/file=(.+)$`, "u"),
      handle: ({ parts: [path = ""] }) => uploads.serve(path),
    },
  ];
}

/** `POST /cancel` and `/reset`: stops a run; the answer is the same whether the caller has one. */
async function cancel(server: GradioServer, { request, context }: RouteCall): Promise<Response> {
  const { event_id: runId } = await readJsonObject(request, server.bodyLimits(context));
  if (typeof runId === "string") await cancelRun(server.runs, runId, context);
  return jsonResponse({ success: true });
}

/** `GET /heartbeat/{session}`: an endless stream; a client that finds none asks again and again without a pause. */
function heartbeat(server: GradioServer, request: Request): Response {
  const stream = new SseStream(request.signal);
  stream.push(alive);
  void stream.keepAlive(alive, server.clock);
  // An end would make the client ask again at once; an error makes it stop.
  const onStop = () => {
    stream.fail();
  };
  server.stopped.signal.addEventListener("abort", onStop, { signal: stream.signal });
  return stream.response();
}

const alive = "data: ALIVE\n\n";

function route(pattern: string): RegExp {
  return new RegExp(`^${apiPrefix}/${pattern}/?$`, "u");
}
