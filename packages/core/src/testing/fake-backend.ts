import { InferenceError, throwIfAborted } from "../contract/inference-error.ts";
import { abortError } from "../contract/inference-error.ts";
import type { Clock } from "../runtime/clock.ts";
import type { JsonObject } from "../contract/json.ts";
import type { AnyTask } from "../tasks/task.ts";
import type { BackendId, Role } from "../contract/backend-id.ts";
import type { BackendEnd, BackendEvent } from "../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backends/backend.ts";

/** One step of a FakeBackend: an event to yield, an error to throw, or a time to wait. */
export type FakeStep = BackendEvent | InferenceError | { readonly waitMs: number };

interface FakeBackendOptions {
  readonly id: BackendId;
  /** Default `small`. */
  readonly role?: Role;
  readonly clock: Clock;
  /** What a run does, step by step. */
  readonly script: (request: BackendRequest) => readonly FakeStep[];
  /** Left out, it supports every task. */
  readonly tasks?: readonly AnyTask[];
}

/** A backend that does what its script says, for tests of everything above backends. */
export class FakeBackend implements Backend {
  readonly id: BackendId;
  readonly role: Role;
  /** What was asked of it, in order. */
  readonly requests: BackendRequest[] = [];
  readonly #options: FakeBackendOptions;
  readonly #closed = new AbortController();
  #running = 0;

  constructor(options: FakeBackendOptions) {
    this.id = options.id;
    this.role = options.role ?? "small";
    this.#options = options;
  }

  /** How many runs are under way; 0 after all were finished, left or cancelled. */
  get running(): number {
    return this.#running;
  }

  supports(task: AnyTask): boolean {
    return this.#options.tasks?.some(({ id }) => id === task.id) ?? true;
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    throwIfAborted(stop);
    this.requests.push(request);
    this.#running += 1;
    try {
      for (const step of this.#options.script(request)) {
        throwIfAborted(stop);
        if (step instanceof InferenceError) throw step;
        if ("waitMs" in step) await this.#options.clock.wait(step.waitMs, stop);
        else yield step;
      }
      if (stop.aborted) throw abortError();
    } finally {
      this.#running -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }
}

/** The end of a backend's run with plain values where nothing is given. */
export function backendEnd(output: JsonObject, facts: Partial<BackendEnd> = {}): BackendEnd {
  return {
    type: "backend-end",
    output,
    model: "test-model",
    computeMs: 0,
    notice: null,
    ...facts,
  };
}
