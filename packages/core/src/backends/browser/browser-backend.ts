import type { ModelSource } from "../../models/onnx/model-loader.ts";
import type { Clock } from "../../runtime/clock.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import { WorkerClient } from "../worker/worker-client.ts";
import { isStartTimeout } from "../../models/onnx/start-watch.ts";
import { browserWorkerHandle } from "./browser-worker-handle.ts";

interface BrowserBackendOptions {
  /** Makes the worker whose script calls `serveBrowserWorker`; called at the first run and after a crash. */
  readonly createWorker: () => Worker;
  readonly modelSource: ModelSource;
  readonly clock: Clock;
  /** What the worker can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** How long the worker's script may take to load; a minute if left out. */
  readonly startTimeoutMs?: number;
}

/**
 * The small models in a worker of this page: nothing leaves the device.
 * @example
 * const backend = new BrowserBackend({
 *   createWorker: () => new Worker(new URL("./model-worker.ts", import.meta.url), { type: "module" }),
 *   modelSource: { baseUrl: "/models/", models: embeddedModels },
 *   clock: systemClock,
 * });
 */
export class BrowserBackend implements Backend {
  readonly id = "browser";
  readonly role = "small";
  readonly #options: BrowserBackendOptions;
  readonly #tasks: readonly AnyTask[];
  #threads: number;
  #client: WorkerClient;

  constructor(options: BrowserBackendOptions) {
    this.#options = options;
    this.#tasks = options.tasks ?? allTasks;
    this.#threads = options.modelSource.threads ?? 1;
    this.#client = this.#makeClient(this.#threads);
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const client = this.#client;
    try {
      yield* client.run(request, signal);
    } catch (error) {
      if (this.#threads === 1 || !isStartTimeout(error)) throw error;
      // Threads that never start are known of some browsers; one thread starts everywhere.
      if (this.#client === client) {
        this.#threads = 1;
        this.#client = this.#makeClient(1);
        await client.close();
      }
      yield* this.#client.run(request, signal);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #makeClient(threads: number): WorkerClient {
    const { createWorker, modelSource, ...options } = this.#options;
    return new WorkerClient({
      ...options,
      modelSource: { ...modelSource, threads },
      createWorker: () => browserWorkerHandle(createWorker()),
      place: "this device",
    });
  }
}
