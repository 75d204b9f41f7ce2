import { abortError, InferenceError, toWireError } from "../contract/inference-error.ts";
import { MemoryRunStore } from "../runs/memory/memory-run-store.ts";
import type { RunEvent, RunInfo } from "../contract/run-event.ts";
import { newRunId } from "../contract/run-id.ts";
import type { CreatedRun, RunSnapshot, StoredEvent } from "../runs/run-store.ts";
import { type Caller, keyOf, type Runs, type StartRequest } from "../runs/runs.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";

/** What a run does until its end: it tells events and returns its output, or throws. */
export type RunScript = (
  request: StartRequest,
  signal: AbortSignal,
) => AsyncGenerator<RunEvent, object, void>;

interface ScriptedRunsOptions {
  readonly tasks: readonly AnyTask[];
  readonly clock: Clock;
  readonly script: RunScript;
  /** Runs at once before `start` refuses. Default 100. */
  readonly maxRuns?: number;
}

/** `Runs` over a memory store whose runs do what a script says, for the tests of the faces. */
export class ScriptedRuns implements Runs {
  readonly tasks: readonly AnyTask[];
  readonly #options: ScriptedRunsOptions;
  readonly #store: MemoryRunStore;
  /** Every request that was started, in order. */
  readonly started: StartRequest[] = [];
  /** The runs that are not at their end. */
  readonly running = new Set<string>();

  constructor(options: ScriptedRunsOptions) {
    this.tasks = options.tasks;
    this.#options = options;
    this.#store = new MemoryRunStore({ clock: options.clock });
  }

  async start(request: StartRequest): Promise<CreatedRun> {
    const { maxRuns = 100 } = this.#options;
    if (this.running.size >= maxRuns) {
      const message = `The waiting line is full: ${this.running.size} of ${maxRuns} places are taken. Try again in about 2 s.`;
      throw new InferenceError("overloaded", message, { retryable: true, retryAfterMs: 2000 });
    }
    const { caller, task } = request;
    const owner = keyOf(request);
    const created = await this.#store.create({
      ...{ runId: newRunId(), taskId: task.id, caller },
      ...(owner === null ? {} : { owner }),
    });
    this.started.push(request);
    this.running.add(created.runId);
    void this.#compute(created.runId, request);
    return created;
  }

  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent> {
    return this.#store.read(runId, after, signal);
  }

  snapshot(runId: string): Promise<RunSnapshot> {
    return this.#store.snapshot(runId);
  }

  async checkAccess(runId: string, context: Caller): Promise<void> {
    const owner = await this.#store.ownerOf(runId);
    if (owner === null || owner === keyOf(context)) return;
    throw new InferenceError("unknown-run", "There is no such run for you.");
  }

  cancel(runId: string): Promise<void> {
    return this.#store.cancel(runId);
  }

  backendStates(): readonly [{ backend: "onnx"; role: "small"; available: true }] {
    return [{ backend: "onnx", role: "small", available: true }];
  }

  async #compute(runId: string, request: StartRequest): Promise<void> {
    const controller = new AbortController();
    void this.#store.cancelled(runId, controller.signal).then(() => {
      controller.abort(abortError());
    });
    await this.#store.append(runId, await this.#lastEvent(runId, request, controller.signal));
    this.running.delete(runId);
  }

  async #lastEvent(runId: string, request: StartRequest, signal: AbortSignal): Promise<RunEvent> {
    try {
      const events = this.#options.script(request, signal);
      for (;;) {
        const next = await events.next();
        if (next.done) return { type: "run-end", output: next.value, run: runInfo(runId) };
        await this.#store.append(runId, next.value);
      }
    } catch (error) {
      return { type: "run-error", error: toWireError(error), runId };
    }
  }
}

/** Waits for the signal and throws its reason, as a backend that is asked to stop does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      reject(abortError());
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
}

function runInfo(id: string): RunInfo {
  return {
    id,
    backend: "onnx",
    role: "small",
    model: "scripted model",
    reason: "the server's CPU answers at once",
    reasonFacts: { code: "at-once" },
    cached: false,
    queueMs: 0,
    computeMs: 1.5,
    notice: null,
    noticeFacts: [],
  };
}
