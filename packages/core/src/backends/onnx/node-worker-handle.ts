import { Worker, type WorkerOptions } from "node:worker_threads";
import type { WorkerHandle } from "../worker/worker-handle.ts";

/** A Node worker thread as its owner holds it. */
export function nodeWorkerHandle(url: URL, options: WorkerOptions): WorkerHandle {
  const worker = new Worker(url, options);
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen({ onMessage, onCrash }) {
      worker.on("message", onMessage);
      worker.on("messageerror", () => {
        onCrash("an unreadable message");
      });
      worker.on("error", (error) => {
        onCrash(nameOf(error));
      });
      worker.on("exit", (exitCode) => {
        onCrash(`exit code ${exitCode}`);
      });
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

// The code or the class, never the message: that may hold input.
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
