// What every route of every face has in common: who may call, with which methods, and an answer to
// whatever goes wrong, in the face's own form.
import { InferenceError, isAbort } from "../../contract/inference-error.ts";
import type { ByteBudget } from "../../runtime/byte-budget.ts";
import {
  allowHeader,
  checkOrigin,
  corsHeaders,
  type OriginPolicy,
  optionsResponse,
} from "./origin.ts";
import { problemResponse } from "./problem.ts";
import { compressed, isCompressed } from "./read-bytes.ts";

/** What every face is told of the server. */
export interface FaceOptions extends OriginPolicy {
  /** The path under which callers find the server, such as `/lab`; requests come without it. Default none. */
  readonly basePath?: string;
  /** The most bytes of one request's body. */
  readonly maxBodyBytes: number;
  /** What the bodies that are being read may take together; left out, that is not counted. */
  readonly budget?: ByteBudget;
  /** Gets every error that is our fault, for the log; callers read no word of it. */
  readonly onFault: (error: unknown) => void;
}

/** One route, whatever its address. */
export interface Route {
  /** Null when there is nothing here, whatever the method. */
  readonly methods: readonly string[] | null;
  readonly reply: () => Response | Promise<Response>;
  /** How the face tells of an error. Default: as a problem. */
  readonly errorReply?: ErrorReply;
}

/** An error as a face says it, with these headers. */
export type ErrorReply = (error: unknown, headers: Record<string, string>) => Response;

/** The route's reply, or the error that came instead; never throws. */
export async function answer(
  options: Omit<FaceOptions, "maxBodyBytes">,
  request: Request,
  { methods, reply, errorReply = problemResponse }: Route,
): Promise<Response> {
  const { allowedOrigins, onFault } = options;
  if (request.method === "OPTIONS" && methods) {
    return optionsResponse(request, methods, allowedOrigins);
  }
  const hasCompressedBody = request.body !== null && isCompressed(request.headers);
  const cors = corsHeaders(request, allowedOrigins);
  try {
    checkOrigin(request, options);
    if (methods && !methods.includes(request.method)) throw wrongMethod(request.method, methods);
    if (hasCompressedBody) throw compressed();
    const response = await reply();
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    return response;
  } catch (error) {
    if (isFault(error)) onFault(error);
    const isMethod = error instanceof InferenceError && error.code === "method-not-allowed";
    // No face reads such a body, so all of them say so in one form.
    const isProblem = hasCompressedBody && isUnsupported(error);
    return (isProblem ? problemResponse : errorReply)(error, {
      ...cors,
      ...(isMethod && methods ? { allow: allowHeader(methods) } : {}),
    });
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof InferenceError && error.code === "unsupported-media-type";
}

/** True for an error that nobody foresaw. */
export function isFault(error: unknown): boolean {
  return !(error instanceof InferenceError) && !isAbort(error);
}

/** A reply in JSON that nobody keeps. */
export function jsonResponse(value: unknown, init: ResponseInit = {}): Response {
  const response = Response.json(value, init);
  response.headers.set("cache-control", "no-store");
  return response;
}

function wrongMethod(method: string, methods: readonly string[]): InferenceError {
  return new InferenceError(
    "method-not-allowed",
    `${method} is not taken here. Use ${methods.filter((name) => name !== "HEAD").join(" or ")}.`,
  );
}
