// A server as RemoteBackend needs it: the Gradio protocol and runs by their id, on a real socket.
import { createGradioApi } from "../http/gradio/gradio-api.ts";
import { createRestApi } from "../http/rest/rest-api.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { FakeBackend, type FakeStep } from "./fake-backend.ts";
import { type HttpServer, serveHttp } from "./serve-http.ts";
import { makeRunService } from "./make-run-service.ts";
import { rehearsal } from "./rehearsal.ts";
import { rehearse } from "./rehearsal-requests.ts";
import type { BackendRequest } from "../backends/backend.ts";

interface RemoteServer extends HttpServer {
  /** What runs behind it. */
  readonly backend: FakeBackend;
  /** The requests so far, as `METHOD /path`. */
  readonly requests: readonly string[];
  /** From now on every request gets this reply instead; null ends that. */
  replyWith(reply: (() => Response) | null): void;
}

/** Serves the rehearsal task by a FakeBackend of this script. */
export async function serveRemote(
  script: (request: BackendRequest) => readonly FakeStep[] = rehearse,
): Promise<RemoteServer> {
  const backend = new FakeBackend({ id: "onnx", clock: systemClock, script });
  const answer = makeFaces(backend);
  const requests: string[] = [];
  let instead: (() => Response) | null = null;
  const server = await serveHttp(async (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return instead ? instead() : answer(request);
  });
  const replyWith: RemoteServer["replyWith"] = (reply) => {
    instead = reply;
  };
  return { ...server, backend, requests, replyWith };
}

function makeFaces(backend: FakeBackend): (request: Request) => Promise<Response> {
  const clock = systemClock;
  const runs = makeRunService({ tasks: [rehearsal], backends: [backend], clock });
  const http = {
    maxBodyBytes: 10_000,
    allowedOrigins: [],
    onFault: (error: unknown) => {
      throw error;
    },
  };
  const gradio = createGradioApi({ ...http, runs, clock });
  const rest = createRestApi({ ...http, runs, clock, readiness: () => ({ ready: true }) });
  return (request) => {
    const runId = /^\/api\/v1\/runs\/([^/]+)$/u.exec(new URL(request.url).pathname)?.[1];
    return runId === undefined ? gradio(request, { caller: "me" }) : rest.keptRun(request, runId);
  };
}
