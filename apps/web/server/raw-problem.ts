// Problems on connections where there is no request to answer, or none that Kit could read.
import { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { InferenceError } from "@pilotlight/core";
import { type Problem, problemHeaders, toProblem } from "@pilotlight/core/http";
import { requestIdHeader, requestIdOf } from "../src/lib/server/request-id.ts";
import { alwaysHeaders, basePolicy } from "./security-headers.ts";

/** Answers a request with a problem, before any route has seen it. */
export function sendProblem(response: ServerResponse, problem: Problem): void {
  const body = JSON.stringify(problem);
  const headers = { ...problemHeaders(problem), "content-length": Buffer.byteLength(body) };
  response.writeHead(problem.status, headers).end(body);
}

/** Answers bytes that are not HTTP, too large a head, or a request that never came to its end. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable || hasBegunReply(socket)) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, problemOf(error.code));
}

/** Writes a problem to a connection and ends it, whatever came on it. */
export function endWithProblem(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem);
  const headers = {
    ...alwaysHeaders,
    "content-security-policy": basePolicy,
    [requestIdHeader]: requestIdOf(null),
    ...problemHeaders(problem),
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const statusLine = `HTTP/1.1 ${problem.status} ${problem.title}`;
  socket.end([statusLine, ...lines, "", body].join("\r\n"));
}

/** Node keeps the response that is under way on the connection; half a reply must not get another. */
function hasBegunReply(socket: Duplex): boolean {
  const response: unknown = "_httpMessage" in socket ? socket._httpMessage : null;
  return response instanceof ServerResponse && response.headersSent;
}

function problemOf(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW") {
    const message =
      "The request's head is larger than 16 KB. Send fewer or shorter headers, or a shorter address.";
    return toProblem(new InferenceError("invalid-request", message, { limit: 16_384 }), 431);
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    const message = "The request did not arrive in time. Send it again in one go.";
    return toProblem(new InferenceError("timeout", message, { retryable: true }), 408);
  }
  const message =
    "The request is not valid HTTP. Check its first line, its headers and its length.";
  return toProblem(new InferenceError("invalid-request", message));
}
