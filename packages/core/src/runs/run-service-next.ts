// The life of a run on the server: an input that was checked goes in, waits for its turn, runs, and
// every event is kept in the store. Nobody has to listen for a run to finish.
import { InferenceError, toWireError, type WireError } from "../errors/inference-error.ts";
import type { BackendState } from "../router/rank-backends.ts";
import type { Router } from "../router/router.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { RunEvent } from "./run-event.ts";
import { newRunId } from "./run-id.ts";
import type { RunQueue } from "./run-queue.ts";
import type { CreatedRun, RunSnapshot, RunStore, StoredEvent } from "./run-store.ts";
import type { Runs, StartRequest } from "./runs.ts";

interface RunServiceOptions {
  readonly tasks: readonly AnyTask[];
  readonly router: Router;
  readonly store: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
  /** Hears of what should not happen, such as a store that refuses an event. */
  readonly onUnexpected?: (error: unknown) => void;
}

interface ActiveRun {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** Starts runs, keeps them in order, and finds them again, whatever the face that asked. */
export class RunService implements Runs {
  readonly tasks: readonly AnyTask[];
  readonly #options: RunServiceOptions;
  readonly #active = new Map<string, ActiveRun>();
  #isStopping = false;

  constructor(options: RunServiceOptions) {
    this.tasks = options.tasks;
    this.#options = options;
  }

  async start(request: StartRequest): Promise<CreatedRun> {
    if (this.#isStopping) throw stoppingError();
    const { store, queue, router } = this.#options;
    const created = await store.create({
      runId: newRunId(),
      taskId: request.task.id,
      ...(request.idempotencyKey === undefined
        ? {}
        : {
            idempotencyKey: `${request.caller}\n${request.idempotencyKey}`,
            fingerprint: JSON.stringify([request.task.id, request.choice, request.input]),
          }),
    });
    if (!created.isNew) return created;
    try {
      const backend = router.preferred(request.task, request.choice);
      if (backend) queue.check(backend, request.caller);
    } catch (error) {
      await store.forget(created.runId);
      throw error;
    }
    const controller = new AbortController();
    const done = this.#execute(created.runId, request, controller);
    this.#active.set(created.runId, { controller, done });
    return created;
  }

  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<StoredEvent> {
    return this.#options.store.read(runId, after, signal);
  }

  snapshot(runId: string): Promise<RunSnapshot> {
    return this.#options.store.snapshot(runId);
  }

  cancel(runId: string): Promise<void> {
    return this.#options.store.cancel(runId);
  }

  backendStates(): readonly BackendState[] {
    return this.#options.router.states();
  }

  /** Takes no more runs, lets the running ones finish for `graceMs`, and ends the rest with a clear error. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const all = () => Promise.all([...this.#active.values()].map(({ done }) => done));
    const giveUp = new AbortController();
    await Promise.race([all(), this.#options.clock.wait(graceMs, giveUp.signal)]);
    giveUp.abort();
    for (const { controller } of this.#active.values()) controller.abort();
    await all();
  }

  async #execute(runId: string, request: StartRequest, controller: AbortController): Promise<void> {
    const { store, onUnexpected } = this.#options;
    // Events are written one after another, also those that come from callbacks.
    let written = Promise.resolve();
    const write = (event: RunEvent): Promise<void> => {
      written = written.then(() => store.append(runId, event));
      return written;
    };
    void store.cancelled(runId, controller.signal).then(
      () => {
        controller.abort();
      },
      () => undefined,
    );
    try {
      await this.#runInTurn(runId, request, { signal: controller.signal, write });
    } catch (error) {
      await write(this.#failure(runId, toWireError(error))).catch(onUnexpected);
    } finally {
      this.#active.delete(runId);
      controller.abort();
    }
  }

  async #runInTurn(
    runId: string,
    { task, input, choice, caller }: StartRequest,
    { signal, write }: { signal: AbortSignal; write: (event: RunEvent) => Promise<void> },
  ): Promise<void> {
    const { queue, router, clock } = this.#options;
    const startedAtMs = clock.nowMs();
    const backend = router.preferred(task, choice);
    const onPosition = (position: number, expectedMs: number | null) => {
      void write({ type: "queue-update", position, expectedMs });
    };
    const leave = backend && (await queue.enter({ backend, caller, signal, onPosition }));
    const waitedMs = Math.round(clock.nowMs() - startedAtMs);
    try {
      for await (const event of router.run({ runId, task, input, choice, signal })) {
        await write(this.#finished(event, waitedMs));
      }
    } finally {
      leave?.();
    }
  }

  #finished(event: RunEvent, waitedMs: number): RunEvent {
    if (event.type === "run-error") return this.#failure(event.runId, event.error);
    if (event.type !== "run-end") return event;
    return { ...event, run: { ...event.run, queueMs: event.run.queueMs + waitedMs } };
  }

  #failure(runId: string, error: WireError): RunEvent {
    const isOurDoing = this.#isStopping && error.code === "aborted";
    return { type: "run-error", error: isOurDoing ? toWireError(stoppingError()) : error, runId };
  }
}

function stoppingError(): InferenceError {
  return new InferenceError(
    "backend-unavailable",
    "The server is restarting. Send the run again in a few seconds.",
    { retryable: true, retryAfterMs: 5000 },
  );
}
