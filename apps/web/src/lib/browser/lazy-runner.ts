// What runs the tasks of a page, loaded after the page itself: a visit that only looks needs none of it.
import { type AnyTask, type BackendChoice, type RoutedEvent } from "@pilotlight/core";
import type { Runner } from "@pilotlight/ui";
import { lostCode } from "./lost-code.ts";
import type { PageRunner } from "./page-runner.ts";

/** Stands for the PageRunner until that is loaded, and then hands everything to it. */
export class LazyRunner implements Runner {
  readonly #makeRunner: () => Promise<PageRunner>;
  readonly #firstRun = Promise.withResolvers<null>();
  #loading: Promise<PageRunner> | undefined;
  #runner: PageRunner | undefined;

  /** @param makeRunner imports the PageRunner and makes it; tried again at the next need when it fails */
  constructor(makeRunner: () => Promise<PageRunner>) {
    this.#makeRunner = makeRunner;
  }

  /** Resolves when a run of this page has ended in whatever way. */
  get firstRunEnded(): Promise<unknown> {
    return this.#firstRun.promise;
  }

  /** Runs what the large model alone shall answer, if it is awake. */
  readonly whenAwake: Runner = {
    run: (request) => this.#handed((runner) => runner.whenAwake.run(request)),
  };

  run(request: Parameters<Runner["run"]>[0]): AsyncIterable<RoutedEvent> {
    return this.#handed((runner) => runner.run(request));
  }

  /** The run that a reload interrupted; null until `load` has resolved. */
  interrupted(task: AnyTask): ReturnType<PageRunner["interrupted"]> {
    return this.#runner?.interrupted(task) ?? null;
  }

  /** Loads what a run of the task on this device takes, while the person still writes. */
  async prepare(task: AnyTask, choice: BackendChoice): Promise<void> {
    // The run says what is wrong.
    const runner = await this.load().catch(() => null);
    runner?.prepare(task, choice);
  }

  /** @throws InferenceError `network` when the page's own code cannot be loaded */
  load(): Promise<PageRunner> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<PageRunner> {
    try {
      const runner = await this.#makeRunner();
      void runner.firstRunEnded.then(() => {
        this.#firstRun.resolve(null);
      });
      return (this.#runner = runner);
    } catch (cause) {
      this.#loading = undefined;
      throw lostCode(cause);
    }
  }

  async *#handed(
    run: (runner: PageRunner) => AsyncIterable<RoutedEvent>,
  ): AsyncGenerator<RoutedEvent, void, void> {
    yield* run(await this.load());
  }
}
