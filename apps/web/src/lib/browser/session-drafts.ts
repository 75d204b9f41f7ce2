// A person's inputs over a reload: in this tab's session storage, and nowhere else.
import type { AnyTask } from "@pilotlight/core";
import type { Draft, DraftStore } from "@pilotlight/ui";
import { parseDraft } from "./parse-draft.ts";

// Long enough that a fast typist on a long text is not slowed, short enough to lose little.
const quietMs = 400;

interface Waiting {
  readonly draft: Draft;
  readonly onResult: (kept: boolean) => void;
}

/** Drafts in a web storage, written when the typing pauses and when the page goes. */
export class SessionDrafts implements DraftStore {
  readonly #storage: () => Storage;
  readonly #waiting = new Map<string, Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param storage asked for in the browser only; may throw where storage is blocked */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  load(task: AnyTask): Readonly<Record<string, unknown>> {
    const names = Object.keys(task.fields);
    try {
      const storage = this.#storage();
      return Object.fromEntries(
        names.map((name) => [name, parseDraft(storage.getItem(keyOf(task.id, name)))]),
      );
    } catch (error) {
      if (error instanceof DOMException) return {};
      throw error;
    }
  }

  save(draft: Draft, onResult: (kept: boolean) => void): void {
    this.#waiting.set(keyOf(draft.taskId, draft.field), { draft, onResult });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, quietMs);
  }

  /** Writes what waits now: before the page is hidden or left. */
  flush(): void {
    clearTimeout(this.#timer);
    for (const [key, { draft, onResult }] of this.#waiting) {
      onResult(this.#write(key, draft));
    }
    this.#waiting.clear();
  }

  #write(key: string, { value }: Draft): boolean {
    try {
      // A text is kept as it is: no escaping of a million characters.
      this.#storage().setItem(key, typeof value === "string" ? `=${value}` : JSON.stringify(value));
      return true;
    } catch (error) {
      // Full or blocked: the text lives on in the page.
      if (!(error instanceof DOMException)) throw error;
      this.#forget(key);
      return false;
    }
  }

  /** An old draft must not come back in place of the one that did not fit. */
  #forget(key: string): void {
    try {
      this.#storage().removeItem(key);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function keyOf(taskId: string, field: string): string {
  return `pilotlight:draft:${taskId}:${field}`;
}
