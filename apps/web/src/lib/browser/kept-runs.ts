// The runs under way over a reload: in this tab's session storage, one for each task, until they end.
import type { AnyTask, Role, RouteRequest } from "@pilotlight/core";
import { type KeptFacts, type KeptRun, parseKeptRun } from "./parse-kept-run.ts";

/** Keeps what it takes to go on with a run after a reload. */
export class KeptRuns {
  readonly #storage: () => Storage;
  readonly #current = new Map<string, { readonly taskId: string; facts: KeptFacts }>();

  /** @param storage asked for in the browser only; may throw where storage is blocked */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  /** The run of a task that was under way when the page was left, or null. */
  load(task: AnyTask): KeptRun | null {
    let kept: KeptRun | null = null;
    this.#use((storage) => {
      const input = storage.getItem(inputKey(task.id));
      kept = parseKeptRun(task, { facts: storage.getItem(factsKey(task.id)), input });
    });
    return kept;
  }

  /** A run starts; it takes the place of an older one of its task. */
  begin({ task, input, runId, choice }: RouteRequest): void {
    const facts = { runId, choice, sentTo: null, serverRunId: null };
    this.#current.set(runId, { taskId: task.id, facts });
    this.#use((storage) => {
      // An input that does not fit is not kept, and then its facts are of no use.
      storage.removeItem(factsKey(task.id));
      storage.setItem(inputKey(task.id), JSON.stringify(input));
      storage.setItem(factsKey(task.id), JSON.stringify(facts));
    });
  }

  /** The run goes to the server. */
  moveToServer(runId: string, sentTo: Role): void {
    this.#change(runId, { sentTo });
  }

  /** The server has the run, under an id of its own. */
  setServerRun(runId: string, serverRunId: string): void {
    this.#change(runId, { serverRunId });
  }

  /** The run has ended, in whatever way. */
  end(runId: string): void {
    this.#current.delete(runId);
    this.#use((storage) => {
      for (const key of keysOf(storage)) {
        const taskId = taskOf(key);
        if (taskId === null || !storage.getItem(key)?.includes(`"runId":"${runId}"`)) continue;
        storage.removeItem(key);
        storage.removeItem(inputKey(taskId));
      }
    });
  }

  #change(runId: string, change: Partial<KeptFacts>): void {
    const current = this.#current.get(runId);
    if (!current) return;
    current.facts = { ...current.facts, ...change };
    const { taskId, facts } = current;
    this.#use((storage) => {
      const key = factsKey(taskId);
      // A newer run of the task has taken the place, or the input did not fit.
      if (storage.getItem(key)?.includes(`"runId":"${runId}"`) !== true) return;
      storage.setItem(key, JSON.stringify(facts));
    });
  }

  #use(use: (storage: Storage) => void): void {
    try {
      use(this.#storage());
    } catch (error) {
      // Full or blocked: a reload loses the run, the page itself goes on.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

const prefix = "pilotlight:run:";

function factsKey(taskId: string): string {
  return `${prefix}${taskId}`;
}

function inputKey(taskId: string): string {
  return `pilotlight:run-input:${taskId}`;
}

function keysOf(storage: Storage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
}

function taskOf(key: string): string | null {
  return key.startsWith(prefix) ? key.slice(prefix.length) : null;
}
