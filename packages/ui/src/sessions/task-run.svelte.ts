import {
  type AnyTask,
  type BackendChoice,
  type Fields,
  type InputOf,
  type JsonObject,
  nextRunState,
  type OutputView,
  type RoutedEvent,
  type RunInfo,
  type RunRequest,
  type RunState,
  toWireError,
} from "@pilotlight/core";

/** What runs a task: the page's router, or a server's run service. */
export interface Runner {
  run(request: RunRequest): AsyncIterable<RoutedEvent>;
  /** The run of a task that a reload of the page interrupted, if there is one. */
  interrupted?(task: AnyTask): InterruptedRun | null;
}

/** A run that began before the page was loaded again. */
export interface InterruptedRun {
  readonly input: InputOf<Fields>;
  /** Who was to answer. */
  readonly choice: BackendChoice;
  /** True when it ran on this device, and so has to start again from nothing. */
  readonly isRestarted: boolean;
  /** All its events, from the first. */
  run(signal: AbortSignal): AsyncIterable<RoutedEvent>;
}

/** Who answered; an answer of an earlier visit tells its reasons in words alone. */
export type AnsweredBy = Omit<RunInfo, "reasonFacts" | "noticeFacts"> &
  Partial<Pick<RunInfo, "reasonFacts" | "noticeFacts">>;

/** An answer with what is needed to show it after the form has changed. */
export interface Answer {
  readonly input: InputOf<Fields>;
  /** Who was to answer. */
  readonly choice: BackendChoice;
  readonly output: JsonObject;
  readonly views: readonly OutputView[];
  readonly run: AnsweredBy;
  /** How long the person waited for it, in milliseconds; null when that is not known any more. */
  readonly waitedMs: number | null;
  /** True for an answer that came with a link: somebody else's device or server made it. */
  readonly isShared?: boolean;
}

interface TaskRunOptions {
  readonly task: AnyTask;
  readonly runner: Runner;
  /** Told of each answer that a run of this page gives. */
  readonly onAnswer?: (answer: Answer) => void;
  /** A clock in milliseconds, for the time that a person waits. */
  readonly now?: () => number;
}

type RunEnd = Extract<RoutedEvent, { type: "run-end" }>;

interface Asked extends Pick<Answer, "input" | "choice"> {
  /** When the person asked; null for a run of before the page was loaded. */
  readonly atMs: number | null;
}

/** The runs of one task in the page, one at a time: the state that is shown, the last answer, cancel. */
export class TaskRun {
  readonly #task: AnyTask;
  readonly #runner: Runner;
  readonly #onAnswer: ((answer: Answer) => void) | undefined;
  readonly #now: () => number;
  #state = $state.raw<RunState>({ status: "idle" });
  #answer = $state.raw<Answer | null>(null);
  #isRestarted = $state(false);
  // Set exactly while a run is under way; events of any other run are dropped.
  #current: AbortController | null = null;

  constructor({ task, runner, onAnswer, now = () => performance.now() }: TaskRunOptions) {
    this.#task = task;
    this.#runner = runner;
    this.#onAnswer = onAnswer;
    this.#now = now;
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

  /** True for a run that a reload of the page ended and that started again by itself. */
  get isRestarted(): boolean {
    return this.#isRestarted;
  }

  /** Runs the task and resolves when the run has ended in whatever way; does nothing while one is under way. */
  async start(input: InputOf<Fields>, choice: BackendChoice): Promise<void> {
    if (this.busy) return;
    this.#isRestarted = false;
    const task = this.#task;
    await this.#follow({ input, choice, atMs: this.#now() }, (signal) =>
      this.#runner.run({ task, input, choice, signal }),
    );
  }

  /** Goes on with the run that a reload interrupted, if there is one. */
  async resume(): Promise<void> {
    if (this.busy) return;
    const interrupted = this.#runner.interrupted?.(this.#task);
    if (!interrupted) return;
    this.#isRestarted = interrupted.isRestarted;
    const { input, choice } = interrupted;
    await this.#follow({ input, choice, atMs: null }, (signal) => interrupted.run(signal));
  }

  /** Shows an answer of before, unless a run is under way. */
  show(answer: Answer): void {
    if (this.busy) return;
    this.#isRestarted = false;
    this.#answer = answer;
    this.#state = { status: "idle" };
  }

  async #follow(
    asked: Asked,
    run: (signal: AbortSignal) => AsyncIterable<RoutedEvent>,
  ): Promise<void> {
    const current = new AbortController();
    this.#current = current;
    this.#state = { status: "queued", position: 0, expectedMs: null };
    try {
      for await (const event of run(current.signal)) {
        if (this.#current !== current) return;
        this.#state = nextRunState(this.#state, event);
        if (event.type === "run-end") this.#end(event, asked);
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

  #end({ output, run }: RunEnd, { input, choice, atMs }: Asked): void {
    const waitedMs = atMs === null ? null : this.#now() - atMs;
    const views = this.#task.views(input, output);
    this.#answer = { input, choice, output, run, views, waitedMs };
    this.#onAnswer?.(this.#answer);
  }
}
