// What every route has in common: methods, other origins, and an answer to whatever goes wrong.
import { InferenceError, isAbort } from "../../contract/inference-error.ts";
import {
  type AllowedOrigins,
  allowHeader,
  checkOrigin,
  corsHeaders,
  optionsResponse,
} from "../kit/cross-origin.ts";
import { problemResponse } from "../kit/problem.ts";

/** One route, whatever its address. */
export interface Route {
  /** Null when there is nothing here, whatever the method. */
  readonly methods: readonly string[] | null;
  readonly reply: () => Promise<Response>;
}

/** What an answer needs to know of the server. */
export interface AnswerOptions {
  readonly allowedOrigins: AllowedOrigins;
  /** Gets every error that is our fault, for the log. */
  readonly onFault: (error: unknown) => void;
}

/** The route's reply, or the problem that came instead; never throws. */
export async function answer(
  { allowedOrigins, onFault }: AnswerOptions,
  request: Request,
  route: Route,
): Promise<Response> {
  const { methods } = route;
  if (request.method === "OPTIONS" && methods) {
    return optionsResponse(request, methods, allowedOrigins);
  }
  const cors = corsHeaders(request, allowedOrigins);
  try {
    checkOrigin(request, allowedOrigins);
    if (methods && !methods.includes(request.method)) throw wrongMethod(request.method, methods);
    const response = await route.reply();
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    return response;
  } catch (error) {
    const isOurs = !(error instanceof InferenceError) && !isAbort(error);
    if (isOurs) onFault(error);
    const isMethod = error instanceof InferenceError && error.code === "method-not-allowed";
    return problemResponse(error, {
      ...cors,
      ...(isMethod && methods ? { allow: allowHeader(methods) } : {}),
    });
  }
}

/** A reply in JSON that nobody keeps. */
export function jsonResponse(value: object): Response {
  return Response.json(value, { headers: { "cache-control": "no-store" } });
}

function wrongMethod(method: string, methods: readonly string[]): InferenceError {
  return new InferenceError(
    "method-not-allowed",
    `${method} is not taken here. Use ${methods.filter((name) => name !== "HEAD").join(" or ")}.`,
  );
}
