import {
  type AnyTask,
  type Availability,
  type BackendChoice,
  InferenceError,
  newRunId,
  type RoutedEvent,
  type RouteRequest,
  type RunRequest,
} from "@pilotlight/core";
import type { InterruptedRun, Runner } from "@pilotlight/ui";
import type { PageBackends } from "./browser-router.ts";
import type { KeptAnswer } from "./kept-answers.ts";
import { lostCode } from "./lost-code.ts";
import type { KeptRuns } from "./kept-runs.ts";
import type { KeptRun } from "./parse-kept-run.ts";

interface PageRunnerOptions {
  /** Where the app lives, with a slash at its end; asked for in the browser only. */
  readonly appUrl: () => string;
  readonly keptRuns: KeptRuns;
  /** Told when a run begins, while there is time to load what keeps its answer. */
  readonly onRun: (request: RunRequest) => void;
  /** Told of each answer that a person gets. */
  readonly onAnswer: (answer: KeptAnswer) => void;
  /** The large model now; null where there is none. */
  readonly largeModelState: () => Availability | null;
  /** True when the person asked the browser to save data. */
  readonly savesData: () => boolean;
}

/** Runs tasks from this page, over a reload too; loads what that takes when the first run starts. */
export class PageRunner implements Runner {
  readonly #options: PageRunnerOptions;
  readonly #keptRuns: KeptRuns;
  readonly #firstRun = Promise.withResolvers<null>();
  readonly #prepared = new Set<string>();
  #backends: Promise<PageBackends> | undefined;

  constructor(options: PageRunnerOptions) {
    this.#options = options;
    this.#keptRuns = options.keptRuns;
  }

  /** Resolves when a run of this page has ended in whatever way. */
  get firstRunEnded(): Promise<unknown> {
    return this.#firstRun.promise;
  }

  /** Runs what the large model alone shall answer, if it is awake; a reload forgets these runs. */
  readonly whenAwake: Runner = { run: (request) => this.#runWhenAwake(request) };

  /**
   * Loads what a run of the task on this device takes, while the person still writes. It does so once, and
   * not for a person who saves data, nor for a choice that this device has no part in.
   */
  prepare(task: AnyTask, choice: BackendChoice): void {
    if (this.#prepared.has(task.id) || choice === "server" || choice === "large") return;
    if (this.#options.savesData()) return;
    this.#prepared.add(task.id);
    this.#loaded().then(
      ({ prepare }) => prepare(task),
      // The run says what is wrong.
      () => undefined,
    );
  }

  /** @throws InferenceError `network` when the page's own code cannot be loaded */
  run(request: RunRequest): AsyncGenerator<RoutedEvent, void, void> {
    return this.#start({ ...request, runId: newRunId() });
  }

  interrupted(task: AnyTask): InterruptedRun | null {
    const kept = this.#keptRuns.load(task);
    if (!kept) return null;
    return {
      input: kept.input,
      choice: kept.choice,
      isRestarted: kept.sentTo === null,
      run: (signal) => this.#resume({ ...kept, task }, signal),
    };
  }

  async *#start(request: RouteRequest): AsyncGenerator<RoutedEvent, void, void> {
    const { runId } = request;
    this.#keptRuns.begin(request);
    this.#options.onRun(request);
    try {
      const { routerFor } = await this.#loaded();
      for await (const event of routerFor(request.choice).run(request)) {
        this.#notice(request, event);
        yield event;
      }
    } finally {
      this.#keptRuns.end(runId);
      this.#firstRun.resolve(null);
    }
  }

  async *#runWhenAwake(request: RunRequest): AsyncGenerator<RoutedEvent, void, void> {
    this.#options.onRun(request);
    const { awakeRouter } = await this.#loaded();
    for await (const event of awakeRouter.run({ ...request, runId: newRunId() })) {
      this.#notice(request, event);
      yield event;
    }
  }

  #notice({ task, input }: RunRequest, event: RoutedEvent): void {
    if (event.type !== "run-end") return;
    const { output, run } = event;
    this.#options.onAnswer({ task, input, output, run });
  }

  async *#resume(
    kept: KeptRun & { readonly task: AnyTask },
    signal: AbortSignal,
  ): AsyncGenerator<RoutedEvent, void, void> {
    const { task, input, runId, serverRunId, sentTo } = kept;
    if (serverRunId !== null && (yield* this.#follow({ runId, serverRunId }, signal))) return;
    // Under the same id: a server that had the run already computes it once.
    const choice = sentTo === "small" ? "server" : kept.choice;
    yield* this.#start({ task, input, choice, runId, signal });
  }

  /** The events of a run that the server has; false when it has it no more. */
  async *#follow(
    { runId, serverRunId }: { readonly runId: string; readonly serverRunId: string },
    signal: AbortSignal,
  ): AsyncGenerator<RoutedEvent, boolean, void> {
    const { serverRuns } = await this.#loaded();
    try {
      yield* serverRuns.follow(serverRunId, signal);
      return true;
    } catch (error) {
      if (error instanceof InferenceError && error.code === "unknown-run") return false;
      throw error;
    } finally {
      if (signal.aborted) void serverRuns.cancel(serverRunId);
      this.#keptRuns.end(runId);
    }
  }

  #loaded(): Promise<PageBackends> {
    this.#backends ??= this.#load();
    return this.#backends;
  }

  async #load(): Promise<PageBackends> {
    try {
      const { createPageBackends } = await import("./browser-router.ts");
      return createPageBackends({
        appUrl: this.#options.appUrl(),
        largeModelState: this.#options.largeModelState,
        onSend: (runId, role) => {
          this.#keptRuns.moveToServer(runId, role);
        },
        onServerRun: (runId, serverRunId) => {
          this.#keptRuns.setServerRun(runId, serverRunId);
        },
      });
    } catch (cause) {
      this.#backends = undefined;
      throw lostCode(cause);
    }
  }
}
