import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { BackendRequest } from "../backend.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import { type SessionOptions, WorkerSession } from "./worker-session.ts";

interface WorkerClientOptions extends Pick<SessionOptions, "modelSource" | "clock" | "place"> {
  readonly createWorker: () => WorkerHandle;
  readonly startTimeoutMs?: number;
  readonly cancelTimeoutMs?: number;
}

/** Runs tasks on a worker that starts with the first run and is replaced after a crash. */
export class WorkerClient {
  readonly #createWorker: () => WorkerHandle;
  readonly #options: SessionOptions;
  #session: WorkerSession | null = null;

  constructor({ createWorker, ...options }: WorkerClientOptions) {
    this.#createWorker = createWorker;
    this.#options = { startTimeoutMs: 60_000, cancelTimeoutMs: 5_000, ...options };
  }

  /**
   * The run's events, ending with `backend-end`.
   * @throws InferenceError `aborted`; `backend-failed`, retryable, when the worker crashed
   */
  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    throwIfAborted(signal);
    if (!this.#session || this.#session.isDead) this.#session = this.#start();
    yield* this.#session.run(request, signal);
  }

  /** Resolves when the worker has done with this request, or with every one where none is named, cancelled ones too. */
  async idle(request?: BackendRequest): Promise<void> {
    await this.#session?.idle(request);
  }

  /** Ends the worker, and resolves when it is gone; runs on it end as aborted. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  #start(): WorkerSession {
    try {
      return new WorkerSession(this.#createWorker(), this.#options);
    } catch (error) {
      // A page's policy or an old browser may refuse workers altogether.
      const kind = error instanceof Error ? error.name : typeof error;
      throw new InferenceError(
        "backend-failed",
        `No model worker can be made on ${this.#options.place} (${kind}). Choose another place.`,
        { retryable: true, cause: error },
      );
    }
  }
}
