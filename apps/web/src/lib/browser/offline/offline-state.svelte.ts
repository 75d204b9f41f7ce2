// What the page says about working without a network.
import type { AppWorker, WaitingUpdate } from "./app-worker.ts";
import type { KeptFiles } from "./parse-kept-files.ts";

interface OfflineStateOptions {
  readonly worker: AppWorker;
  /** Resolves when a run of this page has ended: a visitor who only looks downloads nothing heavy. */
  readonly firstRun: Promise<unknown>;
  /** True when the person asked the browser to save data. */
  readonly savesData: () => boolean;
  /** Resolves when the page has nothing better to do. */
  readonly idle: () => Promise<unknown>;
}

/** How far this page is on the way to work without a network, and whether a new version waits. */
export class OfflineState {
  readonly #options: OfflineStateOptions;
  #files = $state.raw<KeptFiles | null>(null);
  #isFetching = $state(false);
  #update = $state.raw<WaitingUpdate | null>(null);

  constructor(options: OfflineStateOptions) {
    this.#options = options;
  }

  /** What is kept; null where nothing can be. */
  get files(): KeptFiles | null {
    return this.#files;
  }

  /** True when every file that a run of every tab takes is on this device. */
  get isReady(): boolean {
    return this.#files?.missing.length === 0;
  }

  /** True while the missing files are fetched. */
  get isFetching(): boolean {
    return this.#isFetching;
  }

  /** A new version that waits for the person's word. */
  get update(): WaitingUpdate | null {
    return this.#update;
  }

  /** Begins to watch; returns what ends that. */
  start(): () => void {
    void this.#begin();
    return this.#options.worker.watchUpdates((update) => {
      this.#update = update;
    });
  }

  /** Fetches what is missing now, whatever the data saver says: the person asked. */
  async keep(): Promise<void> {
    if (this.#isFetching || this.isReady) return;
    this.#isFetching = true;
    try {
      this.#files = await this.#options.worker.keepAll((files) => {
        this.#files = files;
      });
    } finally {
      this.#isFetching = false;
    }
  }

  async #begin(): Promise<void> {
    const { worker, firstRun, savesData, idle } = this.#options;
    this.#files = await worker.keptFiles();
    await firstRun;
    this.#files = await worker.keptFiles();
    if (!this.#files || savesData()) return;
    await idle();
    await this.keep();
  }
}
