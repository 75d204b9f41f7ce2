// The answers of this page on their way into the history, which is loaded with the first run.
import type { AnyTask, JsonObject, RunInfo } from "@pilotlight/core";
import type { RunHistory } from "@pilotlight/ui/history";

/** An answer with what was asked. */
export interface KeptAnswer {
  readonly task: AnyTask;
  readonly input: JsonObject;
  readonly output: JsonObject;
  readonly run: RunInfo;
}

/** The page's one history. */
export class KeptAnswers {
  #history: Promise<RunHistory> | null = null;

  /** Loads and opens the history, so that a page that is left right after its first answer has kept it. */
  prepare(): void {
    if (this.#history) return;
    // Adding says nothing of a failure either, and tries again.
    this.history().then(
      (history) => history.load(),
      () => undefined,
    );
  }

  /** Keeps an answer; one that cannot be kept is not missed by the page. */
  async add({ task, input, output, run }: KeptAnswer): Promise<void> {
    const entry = { id: run.id, taskId: task.id, atMs: Date.now(), input, output, run };
    await this.history().then(
      (history) => history.add(entry),
      () => undefined,
    );
  }

  /** The history. @throws when its code cannot be loaded */
  history(): Promise<RunHistory> {
    this.#history ??= this.#load();
    return this.#history;
  }

  async #load(): Promise<RunHistory> {
    try {
      const { openHistory } = await import("./page-history.ts");
      return openHistory();
    } catch (error) {
      this.#history = null;
      throw error;
    }
  }
}
