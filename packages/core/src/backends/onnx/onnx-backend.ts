// The small models on the server's CPU: worker threads, since a model blocks the thread it runs on.
import type { WorkerOptions } from "node:worker_threads";
import { abortError, throwIfAborted } from "../../contract/inference-error.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";
import { onAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { EventChannel } from "../../runtime/event-channel.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import { WorkerClient } from "../worker/worker-client.ts";
import { isWorkerCrash } from "../worker/worker-crash.ts";
import { nodeWorkerHandle } from "./node-worker-handle.ts";
import { WorkerPool } from "./worker-pool.ts";

interface OnnxBackendOptions {
  /** The worker's script: `onnx-worker.ts` in development, its bundle in a build. */
  readonly workerUrl: URL;
  readonly modelSource: ModelSource;
  /** How many worker threads, each on one core; of two or more, one is kept for short runs. */
  readonly threads: number;
  readonly clock: Clock;
  /** What the worker can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** The most JavaScript memory of a worker; 512 MB if left out. Model weights are not part of it. */
  readonly maxHeapMb?: number;
  /** How long a cancelled run may go on before its worker is asked to end, and then to do so; 5 s if left out. */
  readonly cancelTimeoutMs?: number;
  /** How many runs of a size a worker takes at a time, a slice of each in turn; 2 if left out. */
  readonly runsPerWorker?: number;
}

/**
 * The small models on this server's CPU.
 * @example
 * const backend = new OnnxBackend({
 *   workerUrl: new URL("./onnx-worker.js", import.meta.url),
 *   modelSource: { baseUrl: modelsFolder, models: embeddedModels },
 *   threads: 2, clock: systemClock,
 * });
 */
export class OnnxBackend implements Backend {
  readonly id = "onnx";
  readonly role = "small";
  readonly #tasks: readonly AnyTask[];
  readonly #clients: readonly WorkerClient[];
  readonly #pool: WorkerPool<WorkerClient>;
  // Places of runs that have ended for their callers, on workers that are still busy with them.
  readonly #ending = { short: 0, long: 0 };
  #onCapacity: () => void = () => undefined;
  readonly #closed = new AbortController();

  constructor({ threads, tasks = allTasks, runsPerWorker, ...options }: OnnxBackendOptions) {
    this.#tasks = tasks;
    this.#clients = Array.from({ length: threads }, () => makeClient(options));
    this.#pool = new WorkerPool(this.#clients, runsPerWorker);
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  /** Two for each thread that has no long run; fewer while a worker still ends a run that its caller has left. */
  get capacity(): number {
    return this.#pool.shortPlaces - this.#ending.short;
  }

  get longCapacity(): number {
    return this.#pool.longPlaces - this.#ending.long;
  }

  onCapacity(listener: () => void): void {
    this.#onCapacity = listener;
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    throwIfAborted(signal);
    const events = new EventChannel<BackendEvent>();
    const leaving = new AbortController();
    const stop = AbortSignal.any([signal, leaving.signal, this.#closed.signal]);
    onAbort(stop, () => {
      events.fail(abortError());
    });
    const worker = { isFree: false };
    const work = this.#onWorker(request, stop, events).then(() => {
      worker.isFree = true;
    });
    try {
      for await (const event of events.read()) {
        throwIfAborted(stop);
        yield event;
      }
    } finally {
      leaving.abort();
      if (!worker.isFree) this.#lessUntil(work, request.isLong ? "long" : "short");
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #lessUntil(work: Promise<void>, size: "short" | "long"): void {
    this.#ending[size] += 1;
    void work.then(() => {
      this.#ending[size] -= 1;
      this.#onCapacity();
    });
  }

  // Resolves when the worker is free again, which after a cancel is later than the run's own end.
  async #onWorker(
    request: BackendRequest,
    signal: AbortSignal,
    events: EventChannel<BackendEvent>,
  ): Promise<void> {
    const { isLong = false } = request;
    const lent = this.#pool.lend(isLong) ?? (await this.#pool.lendNext(isLong, signal));
    if (!lent) return;
    const run = { request, signal, events };
    try {
      await runTwiceOnCrash(lent.worker, run);
      events.end();
    } catch (error) {
      events.fail(error);
    }
    await lent.worker.idle(request);
    lent.giveBack();
    // With its last long run a worker takes short ones again.
    if (isLong) this.#onCapacity();
  }
}

interface WorkerRun {
  readonly request: BackendRequest;
  readonly signal: AbortSignal;
  readonly events: EventChannel<BackendEvent>;
}

// A crash may have had nothing to do with this run, so it gets one fresh worker.
async function runTwiceOnCrash(client: WorkerClient, run: WorkerRun): Promise<void> {
  try {
    await forward(client, run);
  } catch (error) {
    if (!isWorkerCrash(error)) throw error;
    throwIfAborted(run.signal);
    await forward(client, run);
  }
}

async function forward(client: WorkerClient, { request, signal, events }: WorkerRun) {
  for await (const event of client.run(request, signal)) events.push(event);
}

function makeClient({
  workerUrl,
  maxHeapMb = 512,
  ...options
}: Omit<OnnxBackendOptions, "threads" | "tasks" | "runsPerWorker">): WorkerClient {
  const workerOptions: WorkerOptions = {
    // The parent's own flags (a test runner's, a debugger's) are not for the worker.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  };
  return new WorkerClient({
    ...options,
    createWorker: () => nodeWorkerHandle(workerUrl, workerOptions, options.cancelTimeoutMs),
    place: "the server",
  });
}
