// The life of one worker, from its start to its end, as its owner sees it.
import {
  abortError,
  fromWireError,
  type InferenceError,
  isAbort,
  throwIfAborted,
} from "../../contract/inference-error.ts";
import { onAbort, untilAborted } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { EventChannel } from "../../runtime/event-channel.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { BackendRequest } from "../backend.ts";
import { decodeFromWorker } from "./decode-worker-message.ts";
import { workerCrashError } from "./worker-crash.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import type { ModelSource } from "../../models/onnx/model-loader.ts";
import type { FromWorker } from "./worker-message.ts";

/** What a worker's owner decides. */
export interface SessionOptions {
  readonly modelSource: ModelSource;
  readonly clock: Clock;
  /** Where the worker runs, as messages name it, such as `this device`. */
  readonly place: string;
  /** How long a worker may take to load its script. */
  readonly startTimeoutMs: number;
  /** How long a cancelled run may go on before its worker is ended. */
  readonly cancelTimeoutMs: number;
}

interface SessionRun {
  readonly id: number;
  readonly request: BackendRequest;
  readonly events: EventChannel<BackendEvent>;
  /** Fires when the worker has done with the run, or is gone. */
  readonly settled: AbortController;
}

/** A started worker with its runs. Once dead it stays dead. */
export class WorkerSession {
  readonly #worker: WorkerHandle;
  readonly #options: SessionOptions;
  // Runs that the worker has not settled yet, cancelled ones among them.
  readonly #runs = new Map<number, SessionRun>();
  readonly #started = new AbortController();
  #lastRunId = 0;
  #isDead = false;
  #gone = Promise.resolve();

  constructor(worker: WorkerHandle, options: SessionOptions) {
    this.#worker = worker;
    this.#options = options;
    worker.listen({
      onMessage: (message) => {
        this.#onMessage(message);
      },
      onCrash: (reason) => {
        this.#die(this.#crash(`stopped (${reason})`));
      },
    });
    worker.post({ type: "init", modelSource: options.modelSource });
    const { startTimeoutMs } = options;
    this.#dieAfter(startTimeoutMs, this.#started.signal, () =>
      this.#crash(`did not start within ${startTimeoutMs / 1000} s`),
    );
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The run's events; a run that is left early is cancelled. */
  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const run = this.#begin(request);
    const release = onAbort(signal, () => {
      run.events.fail(abortError());
    });
    try {
      for await (const event of run.events.read()) {
        throwIfAborted(signal);
        yield event;
      }
    } finally {
      release();
      this.#cancel(run);
    }
  }

  /** Resolves when the worker has nothing left to do, or nothing of one request. */
  async idle(request?: BackendRequest): Promise<void> {
    const runs = [...this.#runs.values()].filter(
      (run) => request === undefined || run.request === request,
    );
    await Promise.all(runs.map(({ settled }) => untilAborted(settled.signal)));
  }

  /** Ends the worker and fails what still runs; resolves when the worker is gone. */
  async close(): Promise<void> {
    this.#die(abortError());
    await this.#gone;
  }

  #begin(request: BackendRequest): SessionRun {
    const id = ++this.#lastRunId;
    const run = {
      id,
      request,
      events: new EventChannel<BackendEvent>(),
      settled: new AbortController(),
    };
    this.#runs.set(id, run);
    const { task, input } = request;
    this.#worker.post({ type: "run", runId: id, taskId: task.id, input });
    return run;
  }

  #cancel({ id, settled }: SessionRun): void {
    if (settled.signal.aborted) return;
    this.#worker.post({ type: "cancel", runId: id });
    // A worker that still loads its script cannot answer; its own time-out watches over that.
    void untilAborted(this.#started.signal).then(() => {
      this.#dieAfter(this.#options.cancelTimeoutMs, settled.signal, () =>
        this.#crash("was ended because a cancelled run did not stop"),
      );
    });
  }

  #onMessage(value: unknown): void {
    const message = this.#decode(value);
    if (message?.type === "ready") this.#started.abort();
    else if (message) this.#onRunMessage(message);
  }

  // What a run waits for may be in a message that cannot be read: whoever sends one is not to be relied on.
  #decode(value: unknown): FromWorker | null {
    try {
      return decodeFromWorker(value);
    } catch (error) {
      this.#die(this.#crash("sent what cannot be read", error));
      return null;
    }
  }

  #onRunMessage(message: Exclude<FromWorker, { type: "ready" }>): void {
    const run = this.#runs.get(message.runId);
    if (!run) return;
    if (message.type === "event") {
      run.events.push(message.event);
      return;
    }
    try {
      if (message.type === "error") throw fromWireError(message.error);
      const output = run.request.task.parseOutput(message.end.output);
      run.events.push({ ...message.end, output });
      run.events.end();
    } catch (error) {
      run.events.fail(error);
    }
    this.#settle(run);
  }

  #settle(run: SessionRun): void {
    this.#runs.delete(run.id);
    run.settled.abort();
  }

  #die(error: InferenceError): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#started.abort();
    this.#gone = this.#worker.terminate();
    for (const run of [...this.#runs.values()]) {
      run.events.fail(error);
      this.#settle(run);
    }
  }

  #dieAfter(ms: number, unless: AbortSignal, error: () => InferenceError): void {
    this.#options.clock.wait(ms, unless).then(
      () => {
        this.#die(error());
      },
      (reason: unknown) => {
        if (!isAbort(reason)) throw reason;
      },
    );
  }

  #crash(what: string, cause?: unknown): InferenceError {
    return workerCrashError(this.#options.place, what, cause);
  }
}
