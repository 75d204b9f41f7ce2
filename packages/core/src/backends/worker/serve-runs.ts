// The worker side of the worker protocol, the same in a Web Worker and in a Node worker thread.
import PQueue from "p-queue";
import { abortError, InferenceError, toWireError } from "../../contract/inference-error.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";
import { type Models, runPipeline } from "../../tasks/run-pipeline.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { decodeToWorker } from "./decode-worker-message.ts";
import { throttleProgress } from "./throttle-progress.ts";
import type { FromWorker, ToWorker } from "./worker-message.ts";

/** The worker's end of the line to its owner. */
export interface WorkerPort {
  readonly post: (message: FromWorker) => void;
  readonly listen: (onMessage: (message: unknown) => void) => void;
  /** Ends the worker from inside. */
  readonly end: () => void;
}

/** What a worker script decides. */
export interface ServeOptions {
  readonly tasks: readonly AnyTask[];
  /** Makes the models of the source that the owner names; called once. */
  readonly makeModels: (source: ModelSource) => Models;
  readonly clock: Clock;
  /** How many runs it does at a time, a slice of each in turn; one after another if left out. */
  readonly runsAtOnce?: number;
  /** Gets what lies behind an error whose text the owner does not get; for the log. */
  readonly onFault: (fault: unknown) => void;
}

/** Answers the owner's messages for as long as the worker lives; runs begin in the order in which they come. */
export function serveRuns(port: WorkerPort, options: ServeOptions): void {
  const server = new RunServer(port, options);
  port.listen((value) => {
    const message = decodeToWorker(value);
    if (message) server.take(message);
  });
}

type RunMessage = Extract<ToWorker, { type: "run" }>;

class RunServer {
  readonly #port: WorkerPort;
  readonly #options: ServeOptions;
  readonly #queue: PQueue;
  // Runs that wait for their turn, and those that have it.
  readonly #waiting = new Set<number>();
  readonly #running = new Map<number, AbortController>();
  #models: Models | null = null;

  constructor(port: WorkerPort, options: ServeOptions) {
    this.#port = port;
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.runsAtOnce ?? 1 });
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case "init":
        this.#models = this.#options.makeModels(message.modelSource);
        this.#port.post({ type: "ready" });
        break;
      case "run":
        this.#waiting.add(message.runId);
        void this.#queue.add(() => this.#turn(message));
        break;
      case "cancel":
        this.#running.get(message.runId)?.abort();
        // Said at once: an owner that waits in vain for this answer ends the worker.
        if (this.#waiting.delete(message.runId)) this.#fail(message.runId, abortError());
        break;
      case "stop":
        this.#port.end();
    }
  }

  async #turn(message: RunMessage): Promise<void> {
    const { runId } = message;
    if (!this.#waiting.delete(runId)) return;
    const controller = new AbortController();
    this.#running.set(runId, controller);
    try {
      const end = await this.#run(message, controller.signal);
      this.#port.post({ type: "end", runId, end });
    } catch (error) {
      const fault = error instanceof InferenceError ? error.cause : error;
      if (fault !== undefined) this.#options.onFault(fault);
      this.#fail(runId, error);
    }
    this.#running.delete(runId);
  }

  #run({ runId, taskId, input }: RunMessage, signal: AbortSignal) {
    const { tasks, clock } = this.#options;
    const task = tasks.find(({ id }) => id === taskId);
    if (!task || !this.#models) throw notHere(taskId);
    const report = throttleProgress(clock, (progress) => {
      if (signal.aborted) return;
      this.#port.post({ type: "event", runId, event: { type: "progress", ...progress } });
    });
    return runPipeline({ task, input, models: this.#models, clock, report, signal });
  }

  #fail(runId: number, error: unknown): void {
    this.#port.post({ type: "error", runId, error: toWireError(error) });
  }
}

function notHere(taskId: string): InferenceError {
  return new InferenceError(
    "backend-unavailable",
    `The task "${taskId}" does not run in this worker. Another place may have it.`,
    { retryable: true },
  );
}
