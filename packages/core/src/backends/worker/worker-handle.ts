import type { ToWorker } from "./worker-message.ts";

/** What a worker's owner is told. */
export interface WorkerListener {
  readonly onMessage: (message: unknown) => void;
  /** The worker is gone; `reason` is a short word or code, never a message that may hold input. */
  readonly onCrash: (reason: string) => void;
}

/** A worker as its owner holds it: a Web Worker or a Node worker thread. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  /** Called once, before the first `post`. */
  listen(listener: WorkerListener): void;
  /** Ends the worker; resolves when it is gone. */
  terminate(): Promise<void>;
}
