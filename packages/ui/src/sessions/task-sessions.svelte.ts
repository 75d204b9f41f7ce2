import type { AnyTask, BackendChoice } from "@pilotlight/core";
import { untrack } from "svelte";
import type { LargeModel } from "./large-model.svelte.ts";
import type { Runner } from "./task-run.svelte.ts";
import { type AnswerStore, type DraftStore, TaskSession } from "./task-session.svelte.ts";

interface TaskSessionsOptions {
  readonly runner: Runner;
  readonly drafts?: DraftStore;
  readonly answers?: AnswerStore;
}

/** The sessions of all tasks, each made when its tab is first shown; nothing is lost by switching tabs. */
export class TaskSessions {
  readonly #options: TaskSessionsOptions;
  readonly #known: Record<string, TaskSession> = {};
  #restored = false;

  #choice = $state<BackendChoice>("auto");
  #largeModel = $state.raw<LargeModel | null>(null);

  /** Where the app lives, with a slash at its end; empty until the page is in a browser. */
  appUrl = $state("");

  constructor(options: TaskSessionsOptions) {
    this.#options = options;
  }

  /**
   * Who shall answer, for all tabs: a promise like "this device" holds wherever one goes. Automatic stands
   * in for the large model while no server tells of one.
   */
  get choice(): BackendChoice {
    return this.#choice === "large" && !this.#largeModel ? "auto" : this.#choice;
  }

  set choice(choice: BackendChoice) {
    this.#choice = choice;
  }

  /** The large model that the server tells of; null where there is none, and until it is known. */
  get largeModel(): LargeModel | null {
    return this.#largeModel;
  }

  set largeModel(largeModel: LargeModel | null) {
    this.#largeModel = largeModel;
    for (const session of Object.values(this.#known)) largeModel?.watch(session);
  }

  /** The session of a task, always the same one. */
  of(task: AnyTask): TaskSession {
    const known = this.#known[task.id];
    if (known) return known;
    const session = new TaskSession({ task, ...this.#options });
    if (this.#restored) {
      session.restore();
      void session.restoreAnswer();
    }
    this.#known[task.id] = session;
    untrack(() => this.#largeModel?.watch(session));
    return session;
  }

  /** Those of the tasks that have a run under way. */
  busy(tasks: readonly AnyTask[]): readonly AnyTask[] {
    return tasks.filter((task) => this.of(task).run.busy);
  }

  /** Brings drafts and answers back, now and for each tab shown later; called when the page is hydrated. */
  restore(): void {
    this.#restored = true;
    for (const session of Object.values(this.#known)) {
      session.restore();
      void session.restoreAnswer();
    }
  }

  /** Goes on with the runs of these tasks that a reload interrupted. */
  resume(tasks: readonly AnyTask[]): void {
    for (const task of tasks) {
      if (this.#options.runner.interrupted?.(task)) void this.of(task).run.resume();
    }
  }
}
