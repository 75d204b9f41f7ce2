import type { Backend, BackendEnd, BackendRequest } from "../backends/backend.ts";
import { InferenceError, isAbort, throwIfAborted, toWireError } from "../errors/inference-error.ts";
import type { RunEvent } from "../runs/run-event.ts";
import type { Clock } from "../runtime/clock.ts";
import {
  type BackendChoice,
  backendNames,
  type BackendState,
  type RankedBackend,
  rankBackends,
} from "./rank-backends.ts";

interface RouterOptions {
  /** In the order of preference. */
  readonly backends: readonly Backend[];
  readonly clock: Clock;
  /** What is known about a backend now; left out, every backend is available. */
  readonly stateOf?: (backend: Backend) => BackendState;
}

/** One run to route. */
export interface RouteRequest extends BackendRequest {
  readonly runId: string;
  readonly choice: BackendChoice;
  readonly signal: AbortSignal;
}

/**
 * Runs a task on the first backend that can, and on the next when that one fails and another may do
 * better. Used on the server and in the page alike.
 */
export class Router {
  readonly #backends: readonly Backend[];
  readonly #clock: Clock;
  readonly #stateOf: (backend: Backend) => BackendState;

  constructor({ backends, clock, stateOf }: RouterOptions) {
    this.#backends = backends;
    this.#clock = clock;
    this.#stateOf = stateOf ?? (({ id }) => ({ backend: id, available: true }));
  }

  /** The state of each backend, in the order of preference. */
  states(): readonly BackendState[] {
    return this.#backends.map(this.#stateOf);
  }

  /** The run's events; the last is `run-end` or `run-error`. Never throws. */
  async *run(request: RouteRequest): AsyncGenerator<RunEvent, void, void> {
    try {
      yield* this.#tryInOrder(request);
    } catch (error) {
      yield { type: "run-error", error: toWireError(error), runId: request.runId };
    }
  }

  async *#tryInOrder(request: RouteRequest): AsyncGenerator<RunEvent, void, void> {
    const { runId, task, choice, signal } = request;
    const able = this.#backends.filter((backend) => backend.supports(task));
    const ranked = rankBackends(able.map(this.#stateOf), choice);
    if (ranked.length === 0) throw this.#noBackend(choice, task.id);
    const startedAtMs = this.#clock.nowMs();
    let failure: { by: RankedBackend; error: InferenceError } | null = null;
    for (const candidate of ranked) {
      const backend = able.find(({ id }) => id === candidate.backend);
      if (!backend) continue;
      const reason: string = failure
        ? `${backendNames[failure.by.backend]} failed: ${failure.error.message}`
        : candidate.reason;
      yield { type: "backend-start", backend: backend.id, reason };
      try {
        const end = yield* forwardUntilEnd(backend, request, signal);
        yield this.#runEnd(runId, backend, reason, end, this.#clock.nowMs() - startedAtMs);
        return;
      } catch (error) {
        throwIfAborted(signal);
        if (isAbort(error) || !(error instanceof InferenceError) || !error.retryable) throw error;
        failure = { by: candidate, error };
      }
    }
    throw failure?.error ?? this.#noBackend(choice, task.id);
  }

  #runEnd(
    id: string,
    backend: Backend,
    reason: string,
    end: BackendEnd,
    totalMs: number,
  ): RunEvent {
    const { output, model, computeMs, notice, served } = end;
    const run = {
      id,
      backend: served?.backend ?? backend.id,
      model,
      reason: served?.reason ?? reason,
      cached: served?.cached ?? false,
      queueMs: Math.max(0, Math.round(totalMs - computeMs)),
      computeMs: Math.round(computeMs * 10) / 10,
      notice,
    };
    return { type: "run-end", output, run };
  }

  #noBackend(choice: BackendChoice, taskId: string): InferenceError {
    const states = this.states();
    if (choice !== "auto" && !states.some(({ backend }) => backend === choice)) {
      const known = ["auto", ...states.map(({ backend }) => backend)].join(", ");
      return new InferenceError(
        "invalid-input",
        `The backend "${choice}" does not run here. Choose one of: ${known}.`,
        { field: "backend" },
      );
    }
    const why = states.flatMap(({ backend, why }) =>
      why ? [`${backendNames[backend]}: ${why}`] : [],
    );
    return new InferenceError(
      "backend-unavailable",
      `Nothing can run ${taskId} now${why.length > 0 ? ` (${why.join("; ")})` : ""}. Try again in a moment or choose another place.`,
      { retryable: true },
    );
  }
}

async function* forwardUntilEnd(
  backend: Backend,
  { task, input }: BackendRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, BackendEnd, void> {
  for await (const event of backend.run({ task, input }, signal)) {
    if (event.type === "backend-end") return event;
    yield event;
  }
  throw new InferenceError(
    "backend-failed",
    `${backendNames[backend.id]} ended without an answer. Try again.`,
    { retryable: true },
  );
}
