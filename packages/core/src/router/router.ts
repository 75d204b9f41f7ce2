import type { Backend, BackendEnd, BackendId, BackendRequest } from "../backends/backend.ts";
import { InferenceError, isAbort, throwIfAborted, toWireError } from "../errors/inference-error.ts";
import type { RunEvent } from "../runs/run-event.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";
import {
  type BackendChoice,
  backendNames,
  type BackendState,
  type BackendWish,
  type RankedBackend,
  rankBackends,
} from "./rank-backends.ts";

interface RouterOptions {
  /** In the order of preference. */
  readonly backends: readonly Backend[];
  readonly clock: Clock;
  /** What is known about a backend now; left out, every backend is available. */
  readonly stateOf?: (backend: Backend) => BackendState;
  /** Told of an error that is no InferenceError, whose text the caller does not get; for the log. */
  readonly onFault?: (error: unknown) => void;
}

/** One run to route. */
export interface RouteRequest extends BackendRequest {
  readonly runId: string;
  readonly choice: BackendChoice;
  /** True for one input of a batch. */
  readonly isPart?: boolean;
  readonly signal: AbortSignal;
}

/** One run as somebody asks for it who does not name it. */
export type RunRequest = Omit<RouteRequest, "runId">;

interface Attempt {
  readonly backend: Backend;
  readonly reason: string;
}

/**
 * Runs a task on the first backend that can, and on the next when that one fails and another may do
 * better. Used on the server and in the page alike.
 */
export class Router {
  readonly #backends: readonly Backend[];
  readonly #clock: Clock;
  readonly #stateOf: (backend: Backend) => BackendState;
  readonly #onFault: (error: unknown) => void;

  constructor({ backends, clock, stateOf, onFault }: RouterOptions) {
    this.#backends = backends;
    this.#clock = clock;
    this.#stateOf = stateOf ?? (({ id }) => ({ backend: id, available: true }));
    this.#onFault = onFault ?? (() => undefined);
  }

  /** The state of each backend, in the order of preference. */
  states(): readonly BackendState[] {
    return this.#backends.map(this.#stateOf);
  }

  /** The backend that a run would be tried on first now; null when none can. */
  preferred(task: AnyTask, wish: BackendWish): BackendId | null {
    return this.#rank({ task, ...wish })[0]?.backend ?? null;
  }

  /** The run's events; the last is `run-end` or `run-error`. Never throws. */
  async *run(request: RouteRequest): AsyncGenerator<RunEvent, void, void> {
    try {
      throwIfAborted(request.signal);
      yield* this.#tryInOrder(request);
    } catch (error) {
      if (!(error instanceof InferenceError) && !isAbort(error)) this.#onFault(error);
      yield { type: "run-error", error: toWireError(error), runId: request.runId };
    }
  }

  async *#tryInOrder(request: RouteRequest): AsyncGenerator<RunEvent, void, void> {
    const startedAtMs = this.#clock.nowMs();
    let failure: { by: Backend; error: InferenceError } | null = null;
    for (const candidate of this.#rank(request)) {
      const backend = this.#backends.find(({ id }) => id === candidate.backend);
      if (!backend) continue;
      const reason: string = failure ? failed(failure.by, failure.error) : candidate.reason;
      yield { type: "backend-start", backend: backend.id, reason };
      try {
        const end = yield* forwardUntilEnd(backend, request);
        const totalMs = this.#clock.nowMs() - startedAtMs;
        yield runEnd({ id: request.runId, attempt: { backend, reason }, end, totalMs });
        return;
      } catch (error) {
        throwIfAborted(request.signal);
        if (!(error instanceof InferenceError) || isAbort(error) || !error.retryable) throw error;
        failure = { by: backend, error };
      }
    }
    throw failure?.error ?? this.#noBackend(request);
  }

  #rank({ task, ...wish }: Pick<RouteRequest, "task"> & BackendWish): readonly RankedBackend[] {
    const able = this.#backends.filter((backend) => backend.supports(task));
    return rankBackends(able.map(this.#stateOf), wish);
  }

  #noBackend({ choice, task }: RouteRequest): InferenceError {
    if (choice !== "auto" && !this.#backends.some(({ id }) => id === choice)) {
      const known = ["auto", ...this.#backends.map(({ id }) => id)].join(", ");
      return new InferenceError(
        "invalid-input",
        `The backend "${choice}" does not run here. Choose one of: ${known}.`,
        { field: "backend" },
      );
    }
    const asked = this.#backends.filter(({ id }) => choice === "auto" || id === choice);
    const why = asked.map((backend) => this.#whyNot(backend, task)).join("; ");
    return new InferenceError(
      "backend-unavailable",
      `Nothing can run ${task.id} now${why && ` (${why})`}. Try again in a moment or choose another place.`,
      { retryable: true },
    );
  }

  #whyNot(backend: Backend, task: AnyTask): string {
    const name = backendNames[backend.id];
    if (!backend.supports(task)) return `${name} does not know this task`;
    return `${name}: ${this.#stateOf(backend).why ?? "not available"}`;
  }
}

function failed(backend: Backend, error: InferenceError): string {
  return `${backendNames[backend.id]} failed: ${error.message}`;
}

async function* forwardUntilEnd(
  backend: Backend,
  { task, input, runId, signal }: RouteRequest,
): AsyncGenerator<RunEvent, BackendEnd, void> {
  for await (const event of backend.run({ task, input, runId }, signal)) {
    if (event.type === "backend-end") return event;
    yield event;
  }
  throw new InferenceError(
    "backend-failed",
    `No answer came from ${backendNames[backend.id]}. Try again.`,
    { retryable: true },
  );
}

interface Finished {
  readonly id: string;
  readonly attempt: Attempt;
  readonly end: BackendEnd;
  readonly totalMs: number;
}

function runEnd({ id, attempt, end, totalMs }: Finished): RunEvent {
  const { output, model, computeMs, notice, served } = end;
  const run = {
    id,
    backend: served?.backend ?? attempt.backend.id,
    model,
    reason: served?.reason ?? attempt.reason,
    cached: served?.cached ?? false,
    queueMs: Math.max(0, Math.round(totalMs - computeMs)),
    computeMs: Math.round(computeMs * 10) / 10,
    notice,
  };
  return { type: "run-end", output, run };
}
