// The small models on the server's CPU: one worker thread per run that is done at a time, since a
// model blocks the thread it runs on.
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
import { WaitingLine } from "./waiting-line.ts";

interface OnnxBackendOptions {
  /** The worker's script: `onnx-worker.ts` in development, its bundle in a build. */
  readonly workerUrl: URL;
  readonly modelSource: ModelSource;
  /** How many worker threads; each runs one input at a time on one core. */
  readonly threads: number;
  /** How many runs may wait; the next one is refused with `overloaded`. */
  readonly maxQueued: number;
  readonly clock: Clock;
  /** What the worker can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** The most JavaScript memory of a worker; 512 MB if left out. Model weights are not part of it. */
  readonly maxHeapMb?: number;
  /** How long a cancelled run may go on before its worker is ended; 5 s if left out. */
  readonly cancelTimeoutMs?: number;
}

/**
 * The small models on this server's CPU.
 * @example
 * const backend = new OnnxBackend({
 *   workerUrl: new URL("./onnx-worker.js", import.meta.url),
 *   modelSource: { baseUrl: modelsFolder, models: embeddedModels },
 *   threads: 2, maxQueued: 64, clock: systemClock,
 * });
 */
export class OnnxBackend implements Backend {
  readonly id = "onnx";
  readonly role = "small";
  readonly capacity: number;
  readonly #tasks: readonly AnyTask[];
  readonly #line: WaitingLine;
  readonly #clients: readonly WorkerClient[];
  // Clients without a run; the last one is the one that ran most recently, with its model loaded.
  readonly #free: WorkerClient[];
  readonly #closed = new AbortController();

  constructor({ threads, maxQueued, tasks = allTasks, ...options }: OnnxBackendOptions) {
    this.capacity = threads;
    this.#tasks = tasks;
    this.#line = new WaitingLine({ concurrency: threads, maxQueued, clock: options.clock });
    this.#clients = Array.from({ length: threads }, () => makeClient(options));
    this.#free = [...this.#clients];
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    throwIfAborted(signal);
    const events = new EventChannel<BackendEvent>();
    const leaving = new AbortController();
    const stop = AbortSignal.any([signal, leaving.signal, this.#closed.signal]);
    onAbort(stop, () => {
      events.fail(abortError());
    });
    const onPosition = (position: number, expectedMs: number | null) => {
      events.push({ type: "queue-update", position, expectedMs });
    };
    this.#line
      .do({ signal: stop, onPosition }, () => this.#onWorker(request, stop, events))
      .catch((error: unknown) => {
        events.fail(error);
      });
    try {
      for await (const event of events.read()) {
        throwIfAborted(stop);
        yield event;
      }
    } finally {
      leaving.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  // Resolves when the worker is free again, which after a cancel is later than the run's own end.
  async #onWorker(
    request: BackendRequest,
    signal: AbortSignal,
    events: EventChannel<BackendEvent>,
  ): Promise<void> {
    const client = this.#free.pop();
    if (!client) throw new Error("A run was let in without a free worker.");
    try {
      await runTwiceOnCrash(client, { request, signal, events });
      events.end();
    } catch (error) {
      events.fail(error);
    }
    await client.idle();
    this.#free.push(client);
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
}: Omit<OnnxBackendOptions, "threads" | "maxQueued" | "tasks">): WorkerClient {
  const workerOptions: WorkerOptions = {
    // The parent's own flags (a test runner's, a debugger's) are not for the worker.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  };
  return new WorkerClient({
    ...options,
    createWorker: () => nodeWorkerHandle(workerUrl, workerOptions),
    place: "the server",
  });
}
