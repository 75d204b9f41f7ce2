// The server's parts, put together once. The only file that knows which backends this server has.
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { version } from "$app/env";
import {
  ALLOWED_ORIGINS,
  BASE_PATH,
  BUILD_FOLDER,
  CACHE,
  CACHE_MB,
  CACHE_MINUTES,
  FEEDBACK_PATH,
  INPUT_MEMORY_MB,
  LOG_LEVEL,
  MAX_BODY_BYTES,
  MAX_QUEUED_CHARACTERS,
  MAX_QUEUED_RUNS,
  MAX_RUNS_PER_CALLER,
  METRICS_TOKEN,
  MODEL_SOURCE,
  ONNX_THREADS,
  RUN_KEEP_MINUTES,
  RUN_STORE_MB,
  SERVER_MODE,
} from "$app/env/private";
import {
  type Availability,
  type Backend,
  largeModelState,
  Router,
  systemClock,
  tasks,
} from "@pilotlight/core";
import {
  ByteBudget,
  createInvocationsApi,
  createRestApi,
  type FeedbackStore,
  type InvocationsApi,
  MemoryResultCache,
  MemoryRunStore,
  OnnxBackend,
  type RestApi,
  type RunObserver,
  RunQueue,
  RunService,
  SharedAnswers,
  smallEndpointState,
} from "@pilotlight/core/server";
import { connectLargeModel, type LargeModel } from "./large-model.ts";
import { FeedbackFile } from "./feedback-file.ts";
import { fetchedModelsFolder, modelsVersion, smallModels } from "./fetched-models.ts";
import { LateFaces } from "./late-faces.ts";
import { createLog, errorFacts, type Log } from "./log.ts";
import { loggedBackend } from "./logged-backend.ts";
import { connectMetrics, observersOf } from "./metrics/connect-metrics.ts";
import type { LateMetrics } from "./metrics/late-metrics.ts";
import { ServerReadiness } from "./readiness.ts";
import { requestFacts } from "./request-id.ts";
import { connectSmallEndpoint, type SmallEndpoint } from "./small-endpoint.ts";
import { onStop } from "./stop-channel.ts";

interface Server {
  readonly log: Log;
  readonly rest: RestApi;
  readonly faces: LateFaces;
  readonly readiness: ServerReadiness;
  readonly container: InvocationsApi | null;
}

let server: Server | undefined;

/** The REST face of this server. */
export function restApi(): RestApi {
  return wired().rest;
}

/** What SageMaker asks of this server; null where it is none of SageMaker's containers. */
export function containerApi(): InvocationsApi | null {
  return wired().container;
}

/** The other faces of this server. */
export function lateFaces(): LateFaces {
  return wired().faces;
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
  const log = createLog(LOG_LEVEL, { context: requestFacts });
  const onFault = (error: unknown) => {
    log.error("request failed", errorFacts(error));
  };
  // One worker is kept for short runs, so a machine of one core has two, too.
  const workers = ONNX_THREADS || Math.min(4, Math.max(2, availableParallelism()));
  const small = loggedBackend(onnxBackend(workers), log);
  // A container of SageMaker's is the place that others call.
  const isContainer = SERVER_MODE === "sagemaker";
  let metrics: LateMetrics | null = null;
  const large = isContainer ? null : connectLargeModel(log, () => metrics?.woken());
  const smallEndpoint = isContainer ? null : connectSmallEndpoint(log);
  const backends = [large, smallEndpoint].flatMap((one) => one?.backend ?? []).concat(small);
  const queue = makeQueue(backends);
  const budget = inputBudget();
  const cache = CACHE === "on" ? makeCache() : null;
  metrics = connectMetrics({ cache, queue, large, backends, version, onFault });
  const runs = makeRunService({
    ...{ budget, backends, large, smallEndpoint, queue, cache, onFault },
    observer: observersOf(log, metrics),
  });
  const readiness = new ServerReadiness({
    runs,
    clock: systemClock,
    log,
    workers,
    backend: small.id,
    overload: () => queue.overload(small.id),
  });
  const http = {
    basePath: BASE_PATH,
    maxBodyBytes: MAX_BODY_BYTES,
    budget,
    allowedOrigins: ALLOWED_ORIGINS,
    onFault,
  };
  const rest = createRestApi({
    ...http,
    runs,
    clock: systemClock,
    readiness: () => readiness.state,
    ...(large ? { endpoint: large.endpoint } : {}),
    ...(FEEDBACK_PATH === undefined ? {} : { feedback: feedbackStore(FEEDBACK_PATH, metrics) }),
    ...(metrics && METRICS_TOKEN !== undefined
      ? { metrics: { token: METRICS_TOKEN, page: metrics.page } }
      : {}),
  });
  readiness.onChange(() => {
    rest.statusChanged();
  });
  const container = isContainer
    ? createInvocationsApi({
        ...http,
        runs,
        clock: systemClock,
        readiness: () => readiness.ofModels,
        nextCaller: randomUUID,
      })
    : null;
  const faces = new LateFaces({ ...http, runs, version });
  onStop(async (graceMs) => {
    readiness.stop();
    // Nobody waits for the end of a status.
    rest.close();
    await runs.stop(graceMs);
    // Only now: what a client waits for comes through these streams.
    await faces.shutdown();
    large?.endpoint.close();
    // A process that exits while a worker is in the model's native code ends with an abort, not with 0.
    await Promise.all([small.close(), large?.backend.close(), smallEndpoint?.backend.close()]);
  });
  return { log, rest, faces, readiness, container };
}

function onnxBackend(threads: number): Backend {
  return new OnnxBackend({
    workerUrl: workerUrl(),
    modelSource: {
      baseUrl: modelsFolder(),
      ...smallModels(MODEL_SOURCE, fetchedModelsFolder(MODEL_SOURCE, appFolder())),
    },
    threads,
    clock: systemClock,
  });
}

/** A caller's share is never too small for one body and the run that it asks for. */
function inputBudget(): ByteBudget {
  const maxBytes = Math.max(INPUT_MEMORY_MB * 1024 * 1024, 2 * MAX_BODY_BYTES);
  return new ByteBudget({ maxBytes, maxCallerBytes: Math.max(maxBytes / 4, 2 * MAX_BODY_BYTES) });
}

function makeCache(): MemoryResultCache {
  return new MemoryResultCache({
    clock: systemClock,
    keepMs: CACHE_MINUTES * 60_000,
    maxBytes: CACHE_MB * 1024 * 1024,
  });
}

function feedbackStore(path: string, metrics: LateMetrics | null): FeedbackStore {
  const file = new FeedbackFile({ path });
  return metrics?.counted(file) ?? file;
}

interface RunParts {
  /** In the order of preference. */
  readonly backends: readonly Backend[];
  readonly smallEndpoint: SmallEndpoint | null;
  readonly large: LargeModel | null;
  readonly observer: RunObserver;
  readonly cache: MemoryResultCache | null;
  readonly budget: ByteBudget;
  readonly queue: RunQueue;
  readonly onFault: (error: unknown) => void;
}

function makeQueue(backends: readonly Backend[]): RunQueue {
  const of = (id: Backend["id"]) => backends.find((backend) => backend.id === id);
  const queue = new RunQueue({
    clock: systemClock,
    capacityOf: (id) => of(id)?.capacity ?? Infinity,
    longCapacityOf: (id) => of(id)?.longCapacity,
    maxWaiting: MAX_QUEUED_RUNS,
    maxPerCaller: MAX_RUNS_PER_CALLER,
    maxCharacters: MAX_QUEUED_CHARACTERS,
  });
  for (const backend of backends) {
    backend.onCapacity?.(() => {
      queue.recheck(backend.id);
    });
  }
  return queue;
}

/** What equal runs share: with another build, other small models or another large model nothing is found. */
function sharedAnswers(
  cache: MemoryResultCache,
  { large, onFault }: Pick<RunParts, "large" | "onFault">,
): SharedAnswers {
  const folder = fetchedModelsFolder(MODEL_SOURCE, appFolder());
  const small = `${version} ${modelsVersion(MODEL_SOURCE, folder)}`;
  const versionOf = ({ role }: Pick<Backend, "role">) =>
    role === "large" && large ? `${version} ${large.version}` : small;
  return new SharedAnswers({ cache, versionOf, onFault });
}

function makeRunService(parts: RunParts): RunService {
  const { budget, backends, large, smallEndpoint, queue, cache, onFault } = parts;
  const stateOf = ({ id, role }: Backend): Availability => {
    if (smallEndpoint?.backend.id === id) {
      const { capacity = Infinity } = smallEndpoint.backend;
      return smallEndpointState(smallEndpoint.obstacle(), {
        waiting: queue.waitingFor(id),
        capacity,
      });
    }
    if (role !== "large" || !large) return { available: true };
    const load = { waiting: queue.waitingFor(id), capacity: large.backend.capacity ?? Infinity };
    return largeModelState(large.endpoint.status(), load);
  };
  return new RunService({
    tasks,
    clock: systemClock,
    router: new Router({ backends, clock: systemClock, stateOf, onFault }),
    store: new MemoryRunStore({
      clock: systemClock,
      keepMs: RUN_KEEP_MINUTES * 60_000,
      maxBytes: RUN_STORE_MB * 1024 * 1024,
    }),
    queue,
    budget,
    onUnexpected: onFault,
    ...(large ? { endpoint: large.endpoint } : {}),
    ...(cache ? { answers: sharedAnswers(cache, parts) } : {}),
    observer: parts.observer,
  });
}

/** The bundle in a build, the source in development: Node runs it as it is. */
function workerUrl(): URL {
  if (BUILD_FOLDER !== undefined) return pathToFileURL(join(BUILD_FOLDER, "onnx-worker.js"));
  return new URL("../../../../../packages/core/src/backends/onnx/onnx-worker.ts", import.meta.url);
}

/** The folder of the app, in which the build lies. */
function appFolder(): string {
  if (BUILD_FOLDER !== undefined) return join(BUILD_FOLDER, "..");
  return fileURLToPath(new URL("../../../", import.meta.url));
}

function modelsFolder(): string {
  if (BUILD_FOLDER !== undefined) return join(BUILD_FOLDER, "client", "models", "/");
  return fileURLToPath(new URL("../../../static/models/", import.meta.url));
}
