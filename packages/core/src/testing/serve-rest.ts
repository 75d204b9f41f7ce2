// A server as ServerBackend needs it: the REST routes of runs, on a real socket.
import type { BackendRequest } from "../backends/backend.ts";
import { createRestApi } from "../http/rest/rest-api.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { FakeBackend, type FakeStep } from "./fake-backend.ts";
import { makeRunService } from "./make-run-service.ts";
import { echoTask } from "./echo-task.ts";
import { echoScript } from "./echo-requests.ts";
import { type HttpServer, serveHttp } from "./serve-http.ts";

/** What a server does with a request instead of answering it as it is. */
type Detour = (answer: () => Promise<Response>) => Response | Promise<Response>;

interface RestServer extends HttpServer {
  /** What runs behind it. */
  readonly backend: FakeBackend;
  /** The requests so far. */
  readonly requests: readonly Request[];
  /** The requests so far, as `METHOD /path`. */
  readonly addresses: readonly string[];
  /** From now on every request takes this way; null ends that. */
  detour(way: Detour | null): void;
  /** Loses all runs, as a server does that starts again. */
  forget(): void;
}

/** Serves the echo task by a FakeBackend of this script. */
export async function serveRest(
  script: (request: BackendRequest) => readonly FakeStep[] = echoScript,
): Promise<RestServer> {
  const backend = new FakeBackend({ id: "onnx", clock: systemClock, script });
  let answer = restOver(backend);
  const requests: Request[] = [];
  let way: Detour | null = null;
  const server = await serveHttp(async (request) => {
    requests.push(request.clone());
    return way ? way(() => answer(request)) : answer(request);
  });
  return {
    ...server,
    backend,
    requests,
    get addresses() {
      return requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
    },
    detour: (next) => {
      way = next;
    },
    forget: () => {
      answer = restOver(backend);
    },
  };
}

function restOver(backend: FakeBackend): (request: Request) => Promise<Response> {
  const clock = systemClock;
  const runs = makeRunService({ tasks: [echoTask], backends: [backend], clock });
  const rest = createRestApi({
    runs,
    clock,
    maxBodyBytes: 10_000,
    allowedOrigins: [],
    readiness: () => ({ ready: true }),
    onFault: (error) => {
      throw error;
    },
  });
  return (request) => {
    const [, below = ""] = new URL(request.url).pathname.split("/api/v1/");
    return below.startsWith("runs/")
      ? rest.keptRun(request, below.slice("runs/".length), { caller: "me" })
      : rest.run(request, below, { caller: "me" });
  };
}
