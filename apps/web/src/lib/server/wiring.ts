// The server's parts, put together once. The only file that knows which backends this server has.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  ALLOWED_ORIGINS,
  BUILD_FOLDER,
  LOG_LEVEL,
  MAX_BODY_BYTES,
  MAX_QUEUED_RUNS,
  ONNX_THREADS,
} from "$app/env/private";
import {
  createRestApi,
  embeddedModelFolders,
  type RestApi,
  Router,
  RunService,
  systemClock,
  tasks,
} from "@pilotlight/core";
import { OnnxBackend } from "@pilotlight/core/server";
import { createLog, errorFacts, type Log } from "./log.ts";
import { ServerReadiness } from "./readiness.ts";

interface Server {
  readonly log: Log;
  readonly api: RestApi;
  readonly readiness: ServerReadiness;
}

let server: Server | undefined;

/** The REST face of this server. */
export function restApi(): RestApi {
  return wired().api;
}

/** The server's log. */
export function log(): Log {
  return wired().log;
}

/** Has a worker answer once, so that the first caller does not wait for the models. */
export function warmUp(): Promise<void> {
  return wired().readiness.warmUp();
}

// Made at the first use and kept: the server has one life, and Kit has no place for it.
function wired(): Server {
  server ??= wire();
  return server;
}

function wire(): Server {
  const log = createLog(LOG_LEVEL);
  const threads = ONNX_THREADS || Math.min(4, availableParallelism());
  const backend = new OnnxBackend({
    workerUrl: workerUrl(),
    modelSource: { baseUrl: modelsFolder(), models: embeddedModelFolders },
    threads,
    maxQueued: MAX_QUEUED_RUNS,
    clock: systemClock,
  });
  const router = new Router({ backends: [backend], clock: systemClock });
  const runService = new RunService({ tasks, router });
  const readiness = new ServerReadiness({ runService, clock: systemClock, log, workers: threads });
  const api = createRestApi({
    runService,
    clock: systemClock,
    maxBodyBytes: MAX_BODY_BYTES,
    allowedOrigins: ALLOWED_ORIGINS,
    readiness: () => readiness.state,
    onFault: (error) => {
      log.error("request failed", errorFacts(error));
    },
  });
  return { log, api, readiness };
}

/** The bundle in a build, the source in development: Node runs it as it is. */
function workerUrl(): URL {
  if (BUILD_FOLDER !== undefined) return pathToFileURL(join(BUILD_FOLDER, "onnx-worker.js"));
  return new URL("../../../../../packages/core/src/backends/onnx/onnx-worker.ts", import.meta.url);
}

function modelsFolder(): string {
  if (BUILD_FOLDER !== undefined) return join(BUILD_FOLDER, "client", "models", "/");
  return fileURLToPath(new URL("../../../static/models/", import.meta.url));
}
