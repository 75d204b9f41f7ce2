// The runs of this browser on this device: kept in IndexedDB, sent nowhere.
import type { Feedback } from "@pilotlight/core";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type HistoryEntry, parseHistoryEntry } from "./parse-history-entry.ts";

interface HistorySchema extends DBSchema {
  readonly runs: {
    readonly key: string;
    readonly value: HistoryEntry;
    readonly indexes: { readonly byTime: number };
  };
}

/** How many runs are kept; the oldest go first. */
export const maxEntries = 500;

/** Where runs are kept over a reload. */
export class HistoryStore {
  readonly #name: string;
  #database: Promise<IDBPDatabase<HistorySchema>> | null = null;

  constructor(name = "pilotlight-history") {
    this.#name = name;
  }

  /** All runs, newest first; what another version kept in another shape is left out. */
  async list(): Promise<readonly HistoryEntry[]> {
    const database = await this.#open();
    const kept: readonly unknown[] = await database.getAllFromIndex("runs", "byTime");
    return kept.flatMap((value) => parseHistoryEntry(value) ?? []).toReversed();
  }

  /** Keeps a run. When the disk is full the older half goes, and the run is tried once more. */
  async add(entry: HistoryEntry): Promise<void> {
    const database = await this.#open();
    try {
      await database.put("runs", entry);
    } catch (error) {
      if (!isFull(error)) throw error;
      await this.#keepNewest(Math.floor((await database.count("runs")) / 2));
      await database.put("runs", entry);
    }
    await this.#keepNewest(maxEntries);
  }

  /** Keeps what a person thinks of a run's answer; false when the run is not kept. */
  async rate(id: string, feedback: Feedback): Promise<boolean> {
    const change = (await this.#open()).transaction("runs", "readwrite");
    const entry = await change.store.get(id);
    if (entry) await change.store.put({ ...entry, feedback });
    await change.done;
    return entry !== undefined;
  }

  async remove(id: string): Promise<void> {
    await (await this.#open()).delete("runs", id);
  }

  async clear(): Promise<void> {
    await (await this.#open()).clear("runs");
  }

  async close(): Promise<void> {
    (await this.#database)?.close();
    this.#database = null;
  }

  async #keepNewest(count: number): Promise<void> {
    const database = await this.#open();
    const change = database.transaction("runs", "readwrite");
    let surplus = (await change.store.count()) - count;
    let oldest = await change.store.index("byTime").openCursor();
    for (; oldest && surplus > 0; surplus -= 1) {
      await oldest.delete();
      oldest = await oldest.continue();
    }
    await change.done;
  }

  #open(): Promise<IDBPDatabase<HistorySchema>> {
    this.#database ??= openDB<HistorySchema>(this.#name, 1, {
      upgrade(database) {
        database.createObjectStore("runs", { keyPath: "id" }).createIndex("byTime", "atMs");
      },
      // Another tab with a newer version of the page must not wait for this one.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
        this.#database = null;
      },
      terminated: () => {
        this.#database = null;
      },
    }).catch((error: unknown) => {
      this.#database = null;
      throw error;
    });
    return this.#database;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
