import {
  type AnyTask,
  type BackendChoice,
  type Fields,
  type InputOf,
  type JsonObject,
  nextRunState,
  type OutputView,
  type RunEvent,
  type RunInfo,
  type RunRequest,
  type RunState,
  toWireError,
} from "@pilotlight/core";

/** What runs a task: the page's router, or a server's run service. */
export interface Runner {
  run(request: RunRequest): AsyncIterable<RunEvent>;
}

/** An answer with what is needed to show it after the form has changed. */
export interface Answer {
  readonly output: JsonObject;
  readonly views: readonly OutputView[];
  readonly run: RunInfo;
}

interface TaskRunOptions {
  readonly task: AnyTask;
  readonly runner: Runner;
}

/** The runs of one task in the page, one at a time: the state that is shown, the last answer, cancel. */
export class TaskRun {
  readonly #task: AnyTask;
  readonly #runner: Runner;
  #state = $state.raw<RunState>({ status: "idle" });
  #answer = $state.raw<Answer | null>(null);
  // Set exactly while a run is under way; events of any other run are dropped.
  #current: AbortController | null = null;

  constructor({ task, runner }: TaskRunOptions) {
    this.#task = task;
    this.#runner = runner;
  }

  /** Where the latest run stands. */
  get state(): RunState {
    return this.#state;
  }

  /** The latest answer; it stays while the next run is under way. */
  get answer(): Answer | null {
    return this.#answer;
  }

  /** True from the start of a run until it ends. */
  get busy(): boolean {
    return this.#state.status === "queued" || this.#state.status === "running";
  }

  /** Runs the task and resolves when the run has ended in whatever way; does nothing while one is under way. */
  async start(input: InputOf<Fields>, choice: BackendChoice): Promise<void> {
    if (this.busy) return;
    const current = new AbortController();
    this.#current = current;
    this.#state = { status: "queued", position: 0, expectedMs: null };
    const { signal } = current;
    try {
      for await (const event of this.#runner.run({ task: this.#task, input, choice, signal })) {
        if (this.#current !== current) return;
        this.#take(event, input);
      }
    } catch (error) {
      if (this.#current === current) this.#state = { status: "failed", error: toWireError(error) };
    } finally {
      if (this.#current === current) this.#current = null;
    }
  }

  /** Ends the run under way at once; what comes of it later is dropped. */
  cancel(): void {
    if (!this.#current) return;
    this.#current.abort();
    this.#current = null;
    this.#state = { status: "cancelled" };
  }

  #take(event: RunEvent, input: InputOf<Fields>): void {
    if (event.type === "run-end") {
      const { output, run } = event;
      this.#answer = { output, run, views: this.#task.views(input, output) };
    }
    this.#state = nextRunState(this.#state, event);
  }
}
