import { expectedMs, type RunSize, type RunTime } from "./estimate-run.ts";

/** How long runs took here: those of this page, and those that its history has. */
class RunTimes {
  #times = $state.raw<readonly RunTime[]>([]);
  #isLoaded = false;
  /** Gives the times of earlier visits, oldest first; null where there are none to be had. */
  earlier: (() => Promise<readonly RunTime[]>) | null = null;

  add(time: RunTime): void {
    this.#times = [...this.#times, time];
  }

  /** Takes the times of earlier visits along, once. */
  async load(): Promise<void> {
    if (this.#isLoaded || !this.earlier) return;
    this.#isLoaded = true;
    // Without them this page's own runs tell.
    const before = await this.earlier().catch(() => []);
    this.#times = [...before, ...this.#times];
  }

  /** The time that a run will take, in milliseconds; null when nothing tells. */
  expectedMs(size: RunSize): number | null {
    return expectedMs(this.#times, size);
  }
}

/** The page's one record of times, in the browser alone. */
export const runTimes = new RunTimes();
