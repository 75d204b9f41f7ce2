// The Gradio protocol over HTTP: which request goes where. Nothing here knows a framework or Node.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Caller, Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { apiPrefix } from "./config.ts";
import { type AllowedOrigins, allowOrigin, preflight } from "./cors.ts";
import { defaultLimits, type GradioLimits, GradioServer } from "./gradio-server.ts";
import { errorReply } from "./replies.ts";
import {
  type DocumentOptions,
  documentRoutes,
  type Route,
  type RouteCall,
  runRoutes,
} from "./routes.ts";

interface GradioApiOptions extends DocumentOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  /** Whose pages may call besides our own. Default: nobody's. */
  readonly allowedOrigins?: AllowedOrigins;
  readonly limits?: Partial<GradioLimits>;
  /** Gets each error that nobody foresaw, for the log; callers read no word of it. */
  readonly onFault?: (error: unknown) => void;
}

/** Answers every request to `/config` and `/gradio_api/…`. */
export interface GradioApi {
  (request: Request, context: Caller): Promise<Response>;
  /** Fails what is pending with words that both clients show, closes every stream, takes no new runs. */
  shutdown(): Promise<void>;
}

/**
 * Makes the handler of the Gradio protocol.
 * @example
 * const gradio = createGradioApi({ runs, clock: systemClock, allowedOrigins: [] });
 * const response = await gradio(request, { caller: address });
 */
export function createGradioApi(options: GradioApiOptions): GradioApi {
  const { runs, clock, allowedOrigins = [], onFault = () => undefined } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const server = new GradioServer({ runs, clock, limits, onFault });
  const routes = [...documentRoutes(server, options), ...runRoutes(server)];
  const handle = async (request: Request, context: Caller) => {
    if (request.method === "OPTIONS") return preflight(request, allowedOrigins);
    const call = { request, context };
    const response = await answer(routes, call, options.basePath ?? "").catch((error: unknown) =>
      errorReply(server.seen(error)),
    );
    allowOrigin(response.headers, request, allowedOrigins);
    return response;
  };
  const shutdown = async () => {
    server.stopped.abort();
    await server.sessions.stop();
  };
  return Object.assign(handle, { shutdown });
}

async function answer(
  routes: readonly Route[],
  call: Omit<RouteCall, "parts">,
  basePath: string,
): Promise<Response> {
  const { request } = call;
  const path = new URL(request.url).pathname.slice(basePath.length);
  const found = routes.flatMap((route) => {
    const match = route.path.exec(path);
    return match ? [{ route, parts: match.slice(1).map(decoded) }] : [];
  });
  const method = request.method === "HEAD" ? "GET" : request.method;
  const chosen = found.find(({ route }) => route.method === method);
  if (!chosen) throw found.length > 0 ? wrongMethod(request.method) : unknownRoute();
  const response = await chosen.route.handle({ ...call, parts: chosen.parts });
  if (request.method !== "HEAD") return response;
  await response.body?.cancel();
  return new Response(null, response);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function unknownRoute(): InferenceError {
  return new InferenceError(
    "unknown-route",
    `There is no such route. Gradio clients start at /config; the calls are under ${apiPrefix}/.`,
  );
}

function wrongMethod(method: string): InferenceError {
  const other = method === "POST" ? "GET" : "POST";
  return new InferenceError(
    "method-not-allowed",
    `This route does not take ${method}. Send ${other}.`,
  );
}
