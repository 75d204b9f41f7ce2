// Which worker does which run. The first is kept for short runs. Each takes two runs of a size, a slice of work
// of each in turn: so what one caller sends is never more than a slice before what another sends.
import { onAbort } from "../../runtime/abort.ts";

interface Bench<Worker> {
  readonly worker: Worker;
  short: number;
  long: number;
}

interface Loan<Worker> {
  readonly worker: Worker;
  /** Called once, when the worker has nothing left to do for the run. */
  readonly giveBack: () => void;
}

interface Waiting<Worker> {
  readonly isLong: boolean;
  readonly take: (bench: Bench<Worker>) => void;
}

/** Workers that are lent to runs. */
export class WorkerPool<Worker> {
  // The last is the one that was given back most recently, with its model loaded.
  readonly #benches: Bench<Worker>[];
  readonly #kept: Bench<Worker> | undefined;
  // Runs beyond what the workers take, first come first; a queue in front sends none.
  readonly #waiting = new Set<Waiting<Worker>>();

  readonly #runsPerWorker: number;

  constructor(workers: readonly Worker[], runsPerWorker = 2) {
    this.#runsPerWorker = runsPerWorker;
    this.#benches = workers.map((worker) => ({ worker, short: 0, long: 0 }));
    this.#kept = this.#benches[0];
  }

  /** How many short runs it takes at a time, on the kept worker and on each without a long run. */
  get shortPlaces(): number {
    return this.#runsPerWorker * this.#benches.filter((bench) => this.#isForShort(bench)).length;
  }

  /** How many long runs it takes at a time. */
  get longPlaces(): number {
    return this.#runsPerWorker * this.#benches.filter((bench) => this.#isForLong(bench)).length;
  }

  /** Lends a worker now; null when none is free. */
  lend(isLong: boolean): Loan<Worker> | null {
    const bench = this.#find(isLong);
    return bench ? this.#loan(bench, isLong) : null;
  }

  /** Lends the next worker that is free; null when the signal fires first. */
  lendNext(isLong: boolean, signal: AbortSignal): Promise<Loan<Worker> | null> {
    return new Promise((resolve) => {
      const waiting: Waiting<Worker> = {
        isLong,
        take: (bench) => {
          this.#waiting.delete(waiting);
          release();
          resolve(this.#loan(bench, isLong));
        },
      };
      this.#waiting.add(waiting);
      const release = onAbort(signal, () => {
        this.#waiting.delete(waiting);
        resolve(null);
      });
    });
  }

  #loan(bench: Bench<Worker>, isLong: boolean): Loan<Worker> {
    const size = isLong ? "long" : "short";
    bench[size] += 1;
    const giveBack = () => {
      bench[size] -= 1;
      this.#benches.splice(this.#benches.indexOf(bench), 1);
      this.#benches.push(bench);
      this.#serveWaiting();
    };
    return { worker: bench.worker, giveBack };
  }

  #find(isLong: boolean): Bench<Worker> | undefined {
    const size = isLong ? "long" : "short";
    const isFor = (bench: Bench<Worker>) =>
      isLong ? this.#isForLong(bench) : this.#isForShort(bench);
    const open = this.#benches.filter((bench) => isFor(bench) && bench[size] < this.#runsPerWorker);
    const least = Math.min(...open.map(loadOf));
    return open.findLast((bench) => loadOf(bench) === least);
  }

  #isForShort(bench: Bench<Worker>): boolean {
    return bench === this.#kept || bench.long === 0;
  }

  #isForLong(bench: Bench<Worker>): boolean {
    return bench !== this.#kept || this.#benches.length === 1;
  }

  #serveWaiting(): void {
    for (const { isLong, take } of this.#waiting) {
      const bench = this.#find(isLong);
      if (bench) take(bench);
    }
  }
}

/** A long run weighs more than all short ones. */
function loadOf({ short, long }: Bench<unknown>): number {
  return 100 * long + short;
}
