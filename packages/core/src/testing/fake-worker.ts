import type { WorkerHandle, WorkerListener } from "../backends/worker/worker-handle.ts";
import type { FromWorker, ToWorker } from "../backends/worker/worker-message.ts";

/** A worker that says only what a test lets it say. */
export class FakeWorker implements WorkerHandle {
  /** What its owner told it, in order. */
  readonly heard: ToWorker[] = [];
  isTerminated = false;
  #listener: WorkerListener | null = null;

  post(message: ToWorker): void {
    this.heard.push(message);
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
  }

  /** Says something to the owner; anything, to see that the owner checks it. */
  say(message: FromWorker | object): void {
    this.#listener?.onMessage(message);
  }

  /** Goes away by itself. */
  crash(reason: string): void {
    this.#listener?.onCrash(reason);
  }
}
