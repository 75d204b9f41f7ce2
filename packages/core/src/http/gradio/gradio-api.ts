// The Gradio protocol over HTTP: which request goes where. Nothing here knows a framework or Node.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Caller, Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { answer, type FaceOptions } from "../kit/answer.ts";
import { apiPrefix } from "./config.ts";
import { defaultLimits, type GradioLimits, GradioServer } from "./gradio-server.ts";
import { errorReply } from "./replies.ts";
import { type DocumentOptions, documentRoutes, type GradioRoute, runRoutes } from "./routes.ts";

interface GradioApiOptions extends DocumentOptions, FaceOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  readonly limits?: Partial<GradioLimits>;
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
 * const gradio = createGradioApi({ runs, clock: systemClock, allowedOrigins: [], … });
 * const response = await gradio(request, { caller: address });
 */
export function createGradioApi(options: GradioApiOptions): GradioApi {
  const limits = { ...defaultLimits, ...options.limits };
  const server = new GradioServer({ ...options, limits });
  const routes = [...documentRoutes(server, options), ...runRoutes(server)];
  const handle = (request: Request, context: Caller) => {
    const found = findRoutes(routes, new URL(request.url).pathname);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const chosen = found.find(({ route }) => route.method === method);
    return answer(options, request, {
      methods: found.length > 0 ? methodsOf(found.map(({ route }) => route)) : null,
      reply: async () => {
        if (!chosen) throw unknownRoute();
        const response = await chosen.route.handle({ request, context, parts: chosen.parts });
        return request.method === "HEAD" ? withoutBody(response) : response;
      },
      errorReply: chosen?.route.errorReply ?? errorReply,
    });
  };
  const shutdown = async () => {
    server.stopped.abort();
    await server.sessions.stop();
  };
  return Object.assign(handle, { shutdown });
}

interface FoundRoute {
  readonly route: GradioRoute;
  readonly parts: readonly string[];
}

function findRoutes(routes: readonly GradioRoute[], path: string): readonly FoundRoute[] {
  return routes.flatMap((route) => {
    const match = route.path.exec(path);
    return match ? [{ route, parts: match.slice(1).map(decoded) }] : [];
  });
}

function methodsOf(routes: readonly GradioRoute[]): readonly string[] {
  const methods = routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return [...new Set(methods)];
}

async function withoutBody(response: Response): Promise<Response> {
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
    `There is no such route. Gradio clients start at /config; the calls are under ${apiPrefix}/, where gradio_client 1.4 and @gradio/client 1.6 or newer look for them.`,
  );
}
