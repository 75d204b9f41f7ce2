// The history as the page shows it: what is kept, what is searched for, and whether runs are kept at all.
import type { Feedback } from "@pilotlight/core";
import type { HistoryStore } from "./history-store.ts";
import type { HistoryEntry } from "./parse-history-entry.ts";
import { searchHistory } from "./search-history.ts";

interface RunHistoryOptions {
  /** Opened when the history is first needed. */
  readonly openStore: () => Promise<HistoryStore>;
  /** Whether runs are kept, as the person last said. */
  readonly isOn: boolean;
  /** Keeps the person's word. */
  readonly onSwitch: (isOn: boolean) => void;
}

/** The runs of this browser. */
export class RunHistory {
  readonly #options: RunHistoryOptions;
  #entries = $state.raw<readonly HistoryEntry[]>([]);
  #isOn = $state(true);
  #problem = $state("");
  /** What the person looks for. */
  words = $state("");

  constructor(options: RunHistoryOptions) {
    this.#options = options;
    this.#isOn = options.isOn;
  }

  /** All entries, newest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** The entries that hold all the words looked for. */
  get found(): readonly HistoryEntry[] {
    return searchHistory(this.#entries, this.words);
  }

  /** False when runs are not kept. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Why the history does not work, in words; empty when it does. */
  get problem(): string {
    return this.#problem;
  }

  /** Reads what is kept. */
  load(): Promise<void> {
    return this.#change(async () => undefined);
  }

  /** Keeps a run, unless the history is off. A history that fails never takes an answer away. */
  async add(entry: HistoryEntry): Promise<void> {
    if (this.#isOn) await this.#change((store) => store.add(entry));
  }

  /** Keeps what the person thinks of a run's answer; false when that run is not kept. */
  async rate(id: string, feedback: Feedback): Promise<boolean> {
    let isKept = false;
    await this.#change(async (store) => {
      isKept = await store.rate(id, feedback);
    });
    return isKept;
  }

  /** Forgets one run. */
  remove(id: string): Promise<void> {
    return this.#change((store) => store.remove(id));
  }

  /** Forgets all runs. */
  clear(): Promise<void> {
    return this.#change((store) => store.clear());
  }

  /** Switches the keeping on or off; what is kept stays until it is cleared. */
  switch(isOn: boolean): void {
    this.#isOn = isOn;
    this.#options.onSwitch(isOn);
  }

  async #change(change: (store: HistoryStore) => Promise<void>): Promise<void> {
    try {
      const store = await this.#options.openStore();
      await change(store);
      this.#entries = await store.list();
      this.#problem = "";
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      this.#problem = `This browser does not keep the history (${kind}). Private windows and full disks do that; answers are not affected.`;
    }
  }
}
