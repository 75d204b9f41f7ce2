// The server around SvelteKit's handler: the same headers on every response, problems instead of bare
// text where HTTP itself goes wrong, and time-outs that fit behind a load balancer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { InferenceError } from "@pilotlight/core";
import { toProblem } from "@pilotlight/core/http";
import { errorFacts, type Log } from "../src/lib/server/log.ts";
import { tellRequest } from "../src/lib/server/metrics/metrics-channel.ts";
import { requestIdHeader, requestIdOf } from "../src/lib/server/request-id.ts";
import { redirectOf, withoutBase } from "./base-path.ts";
import { type AllowedHosts, checkHost } from "./check-host.ts";
import { checkTarget } from "./check-target.ts";
import { dropStalledReader } from "./drop-stalled-reader.ts";
import { type CallerLimits, type ConnectionLimits, limitCallers } from "./limit-callers.ts";
import { answerClientError, sendProblem } from "./raw-problem.ts";
import {
  alwaysHeaders,
  basePolicy,
  embedHeaders,
  httpsOnlyHeaders,
  prerenderedPolicy,
} from "./security-headers.ts";
import { fetchedModelsPath, type serveFetchedModels } from "./serve-fetched-models.ts";
import type { StaticFiles } from "./static-files.ts";

/** SvelteKit's handler as adapter-node exports it. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => unknown;

interface AppServerOptions {
  readonly handler: Handler;
  readonly files: StaticFiles;
  /** The path under which a proxy shows the server, such as `/lab`; none if left out. */
  readonly basePath?: string;
  /** The names that the server answers to; all if left out. */
  readonly allowedHosts?: AllowedHosts;
  /** The paths that are answered; all if left out. */
  readonly onlyPaths?: ReadonlySet<string>;
  /** Origins whose pages may hold a tab in a frame; none if left out. */
  readonly embedParents?: readonly string[];
  /** True when browsers that came by HTTPS, as a trusted proxy says, are told to keep to it. Default false. */
  readonly isHttpsOnly?: boolean;
  /** Answers what is asked for under the path of fetched models; nothing is there if left out. */
  readonly fetchedModels?: ReturnType<typeof serveFetchedModels>;
  /** How many connections are taken; any number if left out. */
  readonly connections?: ConnectionLimits;
  /** How long a reply waits for a reader that takes nothing of it. Default 30 s. */
  readonly writeTimeoutMs?: number;
  /** True from the moment on when the server is told to stop. */
  readonly isStopping?: () => boolean;
  readonly log: Log;
}

// Load balancers keep a connection for 60 s and must be the ones to close it.
const keepAliveMs = 75_000;
const wholeHeadMs = 20_000;
const wholeRequestMs = 60_000;
// A body that nobody reads any more is let in this long, so that the client can read the reply.
const drainMs = 5_000;

/** Makes the HTTP server, not yet listening. */
export function createAppServer(options: AppServerOptions): Server {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: wholeHeadMs,
      requestTimeout: wholeRequestMs,
      connectionsCheckingInterval: 5_000,
      // Node's own refusal is a bare one; checkTarget refuses in our shape.
      requireHostHeader: false,
    },
    (request, response) => {
      respond(request, response);
    },
  );
  const callers = options.connections && limitCallers(server, options.connections);
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    if (callers?.isRefused(request)) return;
    void answer({ ...options, callers }, request, response);
  };
  // An expectation that nobody knows is passed over; Node would answer with a bare 417.
  server.on("checkExpectation", respond);
  server.on("clientError", answerClientError);
  return server;
}

interface AnswerOptions extends AppServerOptions {
  readonly callers: CallerLimits | undefined;
}

async function answer(
  options: AnswerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { handler, files, basePath = "", embedParents = [], fetchedModels, log } = options;
  const { callers, writeTimeoutMs = 30_000, isStopping = () => false } = options;
  dropStalledReader(response, writeTimeoutMs);
  const startedAtMs = performance.now();
  // Where the request goes, once that is known.
  const told = { path: "" };
  const requestId = requestIdOf(request.headers[requestIdHeader]?.toString());
  // What makes the reply reads it there.
  request.headers[requestIdHeader] = requestId;
  response.once("close", () => {
    dropUnreadBody(request);
    const tookMs = performance.now() - startedAtMs;
    const ms = Math.round(tookMs);
    const { method = "" } = request;
    const status = response.statusCode;
    log.debug("request", { requestId, method, status, ms, runId: response.getHeader("x-run-id") });
    tellRequest({ method, path: told.path, status, seconds: tookMs / 1000 });
  });
  try {
    setHeaders(response, "");
    response.setHeader(requestIdHeader, requestId);
    if (options.isHttpsOnly === true && isFromSecurePage(request)) {
      response.setHeaders(new Map(Object.entries(httpsOnlyHeaders)));
    }
    callers?.count(request, response);
    // HTTP/1.0, which simple health checks speak, has no host.
    if (request.httpVersion === "1.0") request.headers.host ??= "localhost";
    const target = checkTarget(request);
    const redirect = redirectOf(target, { basePath, pages: files.prerendered });
    if (redirect !== null) {
      response.writeHead(308, { location: redirect }).end();
      return;
    }
    request.url = withoutBase(target, basePath);
    const [path = ""] = request.url.split("?");
    told.path = path;
    checkHost(request.headers.host ?? "", path, options.allowedHosts ?? "any");
    if (options.onlyPaths?.has(path) === false) throw notInContainer();
    setHeaders(response, path, files);
    if (path === "/readyz" && isStopping()) throw stopping();
    if (files.prerendered.has(path)) checkPageMethod(request, response);
    if (files.prerendered.has(path) && path.startsWith("/embed/")) {
      response.setHeaders(new Map(Object.entries(embedHeaders(embedParents))));
    }
    if (fetchedModels && path.startsWith(fetchedModelsPath)) {
      fetchedModels(request, response, path);
      return;
    }
    // Kit takes http for https unless a proxy says which; nothing else is believed.
    request.headers["x-forwarded-proto"] = isFromSecurePage(request) ? "https" : "http";
    await handler(request, response, () => {
      throw new Error("SvelteKit left a request unanswered.");
    });
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === "internal")
      log.error("request failed", { requestId, ...errorFacts(error) });
    if (problem.code === "method-not-allowed" && !response.hasHeader("allow")) {
      response.setHeader("allow", takenMethods);
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // A problem is no page, whatever else is at its address.
    response.setHeader("content-security-policy", basePolicy);
    sendProblem(response, problem);
  }
}

/** What SageMaker asks of its containers. */
export const containerPaths: ReadonlySet<string> = new Set(["/ping", "/invocations"]);

function notInContainer(): InferenceError {
  return new InferenceError(
    "unknown-route",
    "There is nothing at this address: this server is a container of SageMaker's. There are GET /ping and POST /invocations; without SERVER_MODE=sagemaker or serve it is the app.",
  );
}

function stopping(): InferenceError {
  return new InferenceError(
    "backend-unavailable",
    "Not ready: the server is told to stop. Ask another one.",
    { retryable: true, retryAfterMs: 5000 },
  );
}

// What some address here takes; the addresses say more exactly.
const takenMethods = "GET, HEAD, POST, DELETE, OPTIONS";

/** @throws InferenceError `method-not-allowed`: a page is made already, and takes nothing */
function checkPageMethod({ method = "" }: IncomingMessage, response: ServerResponse): void {
  if (method === "GET" || method === "HEAD") return;
  response.setHeader("allow", "GET, HEAD");
  throw new InferenceError(
    "method-not-allowed",
    `${method} is not taken here: this is a page. Use GET; the API is under /api/v1/.`,
  );
}

/** Behind CloudFront the load balancer is reached by HTTP and says so; CloudFront tells the page's own. */
function isFromSecurePage({ headers }: IncomingMessage): boolean {
  return (headers["cloudfront-forwarded-proto"] ?? headers["x-forwarded-proto"]) === "https";
}

function setHeaders(response: ServerResponse, path: string, files?: StaticFiles): void {
  for (const [name, value] of Object.entries(alwaysHeaders)) response.setHeader(name, value);
  const isPrerendered = files?.prerendered.has(path) === true;
  response.setHeader("content-security-policy", isPrerendered ? prerenderedPolicy : basePolicy);
  response.setHeader("cache-control", cachingOf(path, files));
}

/** How a reply may be kept, unless its maker says otherwise: what was not built is made for one caller. */
function cachingOf(path: string, files?: StaticFiles): string {
  if (files?.immutable.has(path)) return "public, max-age=31536000, immutable";
  return files?.revalidated.has(path) ? "no-cache" : "no-store";
}

function dropUnreadBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), drainMs);
  request.once("close", () => {
    clearTimeout(timer);
  });
}
