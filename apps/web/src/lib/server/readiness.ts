import {
  type AnyTask,
  type BackendId,
  type Clock,
  type Field,
  fromWireError,
  type Runs,
  toWireError,
} from "@pilotlight/core";
import type { Readiness } from "@pilotlight/core/server";
import type { Log } from "./log.ts";

interface ServerReadinessOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  readonly log: Log;
  /** How many runs are tried side by side: one per worker, so that each has its models. */
  readonly workers: number;
  /** The backend of these workers: another that would answer first says nothing of them. */
  readonly backend: BackendId;
  /** Why no run of anybody would be taken now, in words; null when it would. */
  readonly overload: () => string | null;
}

/** Who asks for the runs that warm the server up. */
export const warmUpCaller = "warm-up";

const retryMs = 2_000;

/**
 * Whether this server takes runs: from the first on that a worker has answered until it stops, except while
 * the waiting line is full.
 */
export class ServerReadiness {
  readonly #options: ServerReadinessOptions;
  #state: Readiness = { ready: false, why: "the models are loading" };
  #isStopping = false;
  #onChange: () => void = () => undefined;

  constructor(options: ServerReadinessOptions) {
    this.#options = options;
  }

  /** The state now. */
  get state(): Readiness {
    if (!this.#state.ready) return this.#state;
    const overload = this.#options.overload();
    return overload === null ? this.#state : { ready: false, why: overload };
  }

  /** The state without regard to how many runs wait. */
  get ofModels(): Readiness {
    return this.#state;
  }

  /** The server takes no more runs from now on. */
  stop(): void {
    this.#isStopping = true;
    this.#set({ ready: false, why: "the server is stopping" });
  }

  /** Calls the listener after each change of the state. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Runs every task on a few words until each has been answered; never throws. */
  async warmUp(): Promise<void> {
    const { clock, log, workers } = this.#options;
    const startedAtMs = clock.nowMs();
    for (;;) {
      const results = await Promise.all(Array.from({ length: workers }, () => this.#tryAll()));
      const failure = results.find((result) => result !== null);
      if (failure === undefined) break;
      if (this.#isStopping) return;
      this.#set({ ready: false, why: failure });
      log.warn("not ready", { why: failure });
      await clock.wait(retryMs);
    }
    if (this.#isStopping) return;
    this.#set({ ready: true });
    log.info("ready", { ms: Math.round(clock.nowMs() - startedAtMs) });
  }

  #set(state: Readiness): void {
    this.#state = state;
    this.#onChange();
  }

  /** Null when every task was answered, else why not. */
  async #tryAll(): Promise<string | null> {
    try {
      for (const task of this.#options.runs.tasks) await this.#try(task);
      return null;
    } catch (error) {
      // A server that stops while it warms up takes no more runs, its own neither.
      return toWireError(error).message;
    }
  }

  async #try(task: AnyTask): Promise<void> {
    const { runs, backend } = this.#options;
    const { signal } = new AbortController();
    const input = sampleInput(task);
    // No other is waited for or woken: the server answers without it, and each worker for itself.
    const wish = { choice: backend, caller: warmUpCaller, cacheUse: "none" } as const;
    const { runId } = await runs.start({ task, input, ...wish });
    for await (const { event } of runs.read(runId, 0, signal)) {
      if (event.type === "run-error") throw fromWireError(event.error);
    }
  }
}

/** The shortest input that a task takes. */
function sampleInput(task: AnyTask): object {
  const entries = Object.entries(task.fields).map(([name, field]) => [name, sampleValue(field)]);
  return task.parseInput(Object.fromEntries(entries));
}

function sampleValue(field: Field): string | number | boolean | undefined {
  switch (field.kind) {
    case "text":
      return "Small flames stay lit.";
    case "choice":
      return field.fallback ?? field.choices[0]?.value;
    case "number":
      return field.fallback ?? field.min;
    case "switch":
      return field.fallback;
  }
}
