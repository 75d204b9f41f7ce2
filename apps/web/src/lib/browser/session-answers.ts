import type { AnyTask } from "@pilotlight/core";
import type { Answer, AnswerStore } from "@pilotlight/ui";

/** The last answer of each task in a web storage: it survives a reload of its tab, and leaves no other trace. */
export class SessionAnswers implements AnswerStore {
  readonly #storage: () => Storage;

  /** @param storage asked for in the browser only; may throw where storage is blocked */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  load(task: AnyTask): unknown {
    try {
      return JSON.parse(this.#storage().getItem(keyOf(task)) ?? "null");
    } catch (error) {
      // Blocked, or written by something else.
      if (error instanceof DOMException || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  save(task: AnyTask, { input, choice, output, run, waitedMs }: Answer): void {
    try {
      const storage = this.#storage();
      // An older answer must not come back in place of one that does not fit.
      storage.removeItem(keyOf(task));
      storage.setItem(keyOf(task), JSON.stringify({ input, choice, output, run, waitedMs }));
    } catch (error) {
      // Full or blocked: the answer lives as long as its page.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function keyOf({ id }: AnyTask): string {
  return `pilotlight:answer:${id}`;
}
