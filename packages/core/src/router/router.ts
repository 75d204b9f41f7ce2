import type { BackendChoice, BackendRef, Role } from "../contract/backend-id.ts";
import type { BackendEnd, BackendEvent } from "../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backends/backend.ts";
import {
  InferenceError,
  isAbort,
  throwIfAborted,
  toWireError,
} from "../contract/inference-error.ts";
import type { Notice, Reason } from "../contract/reason.ts";
import { backendName, obstacleWords } from "../contract/reason-words.ts";
import type { RoutedEvent } from "../contract/run-event.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";
import {
  type Availability,
  type BackendState,
  type BackendWish,
  isNamed,
  passedReason,
  type RankedBackend,
  rankBackends,
} from "./rank-backends.ts";
import { backendStart, runEnd, type Turn } from "./tell-run.ts";

interface RouterOptions {
  /** In the order of preference. */
  readonly backends: readonly Backend[];
  readonly clock: Clock;
  /** What is known about a backend now; left out, every backend is available. */
  readonly stateOf?: (backend: Backend) => Availability;
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
  /**
   * Waits for a place at a backend before that one is tried, whoever held one before; its errors end the
   * run. Left out, no backend has a waiting line.
   */
  readonly enter?: (entry: BackendEntry) => Promise<AnswerSource | null>;
}

/** A backend that a run is about to be tried on. */
export interface BackendEntry {
  readonly backend: BackendRef;
  /** True for every backend after the first. */
  readonly isFallback: boolean;
  /** What the backend does with the run. */
  readonly compute: (signal: AbortSignal) => AsyncIterable<BackendEvent>;
}

/** Where the events of an attempt come from, where that is not from a computation of its own. */
export interface AnswerSource {
  /** True when nothing is computed for this run; known for sure once the events have ended. */
  readonly isShared: boolean;
  readonly events: AsyncIterable<BackendEvent>;
}

/** One run as somebody asks for it who does not name it. */
export type RunRequest = Omit<RouteRequest, "runId">;

interface Attempt extends Turn {
  readonly backend: Backend;
}

interface Failure {
  readonly by: Backend;
  readonly error: InferenceError;
}

/** How an attempt went: an answer, a failure that another backend may mend, or its time had passed. */
type Outcome =
  | { readonly kind: "answered"; readonly end: BackendEnd; readonly isCached: boolean }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "passed" };

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
    this.#stateOf = (backend) => ({
      ...refOf(backend),
      ...(stateOf?.(backend) ?? { available: true }),
    });
    this.#onFault = onFault ?? (() => undefined);
  }

  /** The state of each backend, in the order of preference. */
  states(): readonly BackendState[] {
    return this.#backends.map(this.#stateOf);
  }

  /** True when a backend of this role is here and does this task, whatever its state. */
  knows(role: Role, task: AnyTask): boolean {
    return this.#backends.some((known) => known.role === role && known.supports(task));
  }

  /** The backend that a run would be tried on first now; null when none can. */
  preferred(task: AnyTask, wish: BackendWish): BackendRef | null {
    return this.#rank({ task, ...wish })[0] ?? null;
  }

  /** The run's events; the last is `run-end` or `run-error`. Never throws. */
  async *run(request: RouteRequest): AsyncGenerator<RoutedEvent, void, void> {
    try {
      throwIfAborted(request.signal);
      yield* this.#tryInOrder(request);
    } catch (error) {
      if (!(error instanceof InferenceError) && !isAbort(error)) this.#onFault(error);
      yield { type: "run-error", error: toWireError(error), runId: request.runId };
    }
  }

  async *#tryInOrder(request: RouteRequest): AsyncGenerator<RoutedEvent, void, void> {
    const startedAtMs = this.#clock.nowMs();
    const tried = new Set<Backend>();
    let failure: Failure | null = null;
    let told: InferenceError | null = null;
    for (;;) {
      const attempt = this.#nextAttempt(request, tried, failure);
      if (!attempt) throw told ?? this.#noBackend(request);
      const outcome: Outcome = yield* this.#try(request, attempt, tried.size > 0);
      tried.add(attempt.backend);
      if (outcome.kind === "failed") {
        failure = outcome.failure;
        told = moreTelling(told, failure.error);
      }
      if (outcome.kind !== "answered") continue;
      const totalMs = this.#clock.nowMs() - startedAtMs;
      const { end, isCached } = outcome;
      yield runEnd({ runId: request.runId, turn: attempt, end, isCached, totalMs });
      return;
    }
  }

  /** The best backend that was not tried yet, as things stand now. */
  #nextAttempt(
    request: RouteRequest,
    tried: ReadonlySet<Backend>,
    failure: Failure | null,
  ): Attempt | null {
    for (const { reason, notice, ...ref } of this.#rank(request)) {
      const backend = this.#backends.find((known) => isSame(refOf(known), ref));
      if (!backend || tried.has(backend)) continue;
      if (failure) return { backend, ref, ...this.#afterFailure(failure) };
      return { backend, ref, reason, ...(notice ? { notice } : {}) };
    }
    return null;
  }

  async *#try(
    request: RouteRequest,
    attempt: Attempt,
    isFallback: boolean,
  ): AsyncGenerator<RoutedEvent, Outcome, void> {
    const { backend, ref } = attempt;
    const { task, input, runId, isLong = false } = request;
    const compute = (signal: AbortSignal) => backend.run({ task, input, runId, isLong }, signal);
    const source = (await request.enter?.({ backend: ref, isFallback, compute })) ?? null;
    // The line may have been long: what was known when it began need not hold any more.
    const isStillRanked = this.#rank(request).some((ranked) => isSame(ranked, ref));
    if (!isStillRanked && source?.isShared !== true) return { kind: "passed" };
    yield backendStart(attempt);
    try {
      const end = yield* forwardUntilEnd(source?.events ?? compute(request.signal), ref);
      return { kind: "answered", end, isCached: source?.isShared === true };
    } catch (error) {
      throwIfAborted(request.signal);
      if (!(error instanceof InferenceError) || isAbort(error) || !error.retryable) throw error;
      return { kind: "failed", failure: { by: backend, error } };
    }
  }

  #afterFailure({ by, error }: Failure): { readonly reason: Reason; readonly notice?: Notice } {
    const state = this.#stateOf(by);
    // What passes by itself is told as a state; that it is cold is no trouble.
    const isState = error.code === "endpoint-cold" || error.code === "endpoint-throttled";
    const reason = isState && !state.available ? passedReason(state) : failed(by, error);
    if (error.code === "endpoint-cold") return { reason };
    return { reason, notice: { code: "fallback", ...refOf(by) } };
  }

  #rank({ task, ...wish }: Pick<RouteRequest, "task"> & BackendWish): readonly RankedBackend[] {
    const able = this.#backends.filter((backend) => backend.supports(task));
    return rankBackends(able.map(this.#stateOf), wish);
  }

  #noBackend({ choice, task }: RouteRequest): InferenceError {
    const asked = this.#backends.filter(
      (backend) => choice === "auto" || isNamed(refOf(backend), choice),
    );
    if (choice !== "auto" && asked.length === 0) {
      const known = ["auto", ...this.#backends.map(({ id }) => id)].join(", ");
      return new InferenceError(
        "invalid-input",
        `The backend "${choice}" does not run here. Choose one of: ${known}.`,
        { field: "backend" },
      );
    }
    const why = asked.map((backend) => this.#whyNot(backend, task)).join("; ");
    return new InferenceError(
      "backend-unavailable",
      `Nothing can run ${task.id} now${why && ` (${why})`}. Try again in a moment or choose another place.`,
      { retryable: true },
    );
  }

  #whyNot(backend: Backend, task: AnyTask): string {
    const name = backendName(refOf(backend));
    if (!backend.supports(task)) return `${name} does not know this task`;
    const state = this.#stateOf(backend);
    return `${name}: ${state.available ? "it was tried" : obstacleWords(state.why)}`;
  }
}

/** Which of two failures a run ends with: a backend that was not reached says nothing of the run. */
function moreTelling(earlier: InferenceError | null, later: InferenceError): InferenceError {
  return earlier && earlier.code !== "network" && later.code === "network" ? earlier : later;
}

function refOf({ id, role }: Backend): BackendRef {
  return { backend: id, role };
}

function isSame(one: BackendRef, other: BackendRef): boolean {
  return one.backend === other.backend && one.role === other.role;
}

function failed(backend: Backend, error: InferenceError): Reason {
  return { code: "failed", ...refOf(backend), error: toWireError(error) };
}

async function* forwardUntilEnd(
  events: AsyncIterable<BackendEvent>,
  ref: BackendRef,
): AsyncGenerator<RoutedEvent, BackendEnd, void> {
  for await (const event of events) {
    if (event.type === "backend-end") return event;
    yield event;
  }
  throw new InferenceError(
    "backend-failed",
    `No answer came from ${backendName(ref)}. Try again.`,
    { retryable: true },
  );
}
