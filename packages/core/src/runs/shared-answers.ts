// What equal runs share: the answers that are kept, and the computations in progress. Two runs are equal
// when the same model of the same version would get the same input of the same task.
import type { BackendEvent } from "../contract/backend-event.ts";
import type { BackendRef } from "../contract/backend-id.ts";
import type { JsonObject } from "../contract/json.ts";
import type { AnyTask } from "../tasks/task.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { KeptAnswer, ResultCache } from "./result-cache.ts";
import { SharedComputation } from "./shared-computation.ts";

interface SharedAnswersOptions {
  readonly cache: ResultCache;
  /** What stands for the model of a backend and its version: an answer of another one is not found. */
  readonly versionOf: (backend: BackendRef) => string;
  /** Hears of a cache that fails, for the log; the runs go on without it. */
  readonly onFault: (error: unknown) => void;
}

/** What the computation of a new answer needs. */
interface NewComputation {
  readonly compute: (signal: AbortSignal) => AsyncIterable<BackendEvent>;
  /** Gives back the place that it takes at the backend; called once, at its end. */
  readonly release: () => void;
}

type Listener = (computation: SharedComputation) => void;

/** The answers that runs share with each other. */
export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  readonly #inProgress = new Map<string, SharedComputation>();
  readonly #waiting = new Map<string, Set<Listener>>();
  // An input is one object from its check to its end; it may be long, and is asked for several times.
  readonly #contents = new WeakMap<JsonObject, string>();

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
  }

  /** What equal runs at this backend have in common. */
  keyOf({ backend, role }: BackendRef, task: AnyTask, input: JsonObject): string {
    const version = this.#options.versionOf({ backend, role });
    return fingerprintOf([task.id, backend, role, version, this.#contentOf(input)]);
  }

  /** The kept answer, or null. Never throws. */
  recall(key: string): Promise<KeptAnswer | null> {
    return this.#options.cache.get(key).catch((error: unknown) => {
      this.#options.onFault(error);
      return null;
    });
  }

  /** Whether an answer is kept. Never throws. */
  knows(key: string): Promise<boolean> {
    return this.#options.cache.has(key).catch((error: unknown) => {
      this.#options.onFault(error);
      return false;
    });
  }

  /** The computation in progress, if there is one. */
  inProgress(key: string): SharedComputation | undefined {
    const computation = this.#inProgress.get(key);
    return computation?.isStopped ? undefined : computation;
  }

  /** Calls the listener, once, as soon as a computation under this key begins; gives what takes that back. */
  onBegin(key: string, listener: Listener): () => void {
    const listeners = this.#waiting.get(key) ?? new Set();
    listeners.add(listener);
    this.#waiting.set(key, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#waiting.get(key) === listeners) this.#waiting.delete(key);
    };
  }

  /** Begins to compute, tells those who wait for that, and keeps the answer. */
  begin(key: string, { compute, release }: NewComputation): SharedComputation {
    const computation: SharedComputation = new SharedComputation(compute, (last) => {
      if (this.#inProgress.get(key) === computation) this.#inProgress.delete(key);
      release();
      if (last?.type === "backend-end") this.#keep(key, last);
    });
    this.#inProgress.set(key, computation);
    const listeners = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const listener of listeners) listener(computation);
    return computation;
  }

  #keep(key: string, { output, model, notice }: KeptAnswer): void {
    this.#options.cache.set(key, { output, model, notice }).catch(this.#options.onFault);
  }

  #contentOf(input: JsonObject): string {
    const known = this.#contents.get(input);
    if (known !== undefined) return known;
    const content = fingerprintOf(input);
    this.#contents.set(input, content);
    return content;
  }
}
