// The server behind METRICS_PORT: the figures, and nothing else.
import { createServer, type Server } from "node:http";
import { InferenceError } from "@pilotlight/core";
import { toProblem } from "@pilotlight/core/http";
import { errorFacts, type Log } from "../src/lib/server/log.ts";
import { askForPage } from "../src/lib/server/metrics/metrics-channel.ts";
import { answerClientError, sendProblem } from "./raw-problem.ts";

/** Makes the server of the figures, not yet listening. It does not keep a process alive. */
export function createMetricsServer(log: Log): Server {
  const server = createServer((request, response) => {
    pageFor(request.method, request.url)
      .then(({ text, contentType }) => {
        const headers = { "content-type": contentType, "cache-control": "no-store" };
        response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : text);
      })
      .catch((error: unknown) => {
        const problem = toProblem(error);
        if (problem.code === "internal") log.error("metrics failed", errorFacts(error));
        if (problem.code === "method-not-allowed") response.setHeader("allow", "GET, HEAD");
        sendProblem(response, problem);
      });
  });
  server.on("clientError", answerClientError);
  server.unref();
  return server;
}

async function pageFor(method = "", url = "") {
  if (url.split("?")[0] !== "/metrics") {
    throw new InferenceError("unknown-route", "There is nothing here but /metrics.");
  }
  if (method !== "GET" && method !== "HEAD") {
    throw new InferenceError("method-not-allowed", `${method} is not taken here. Use GET.`);
  }
  const page = await askForPage();
  if (page) return page;
  throw new InferenceError(
    "backend-unavailable",
    "The figures are not there yet. Ask again soon.",
    {
      retryable: true,
      retryAfterMs: 1000,
    },
  );
}
