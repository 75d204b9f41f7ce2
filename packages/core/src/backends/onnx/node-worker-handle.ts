import { Worker, type WorkerOptions } from "node:worker_threads";
import type { WorkerHandle } from "../worker/worker-handle.ts";
import type { ToWorker } from "../worker/worker-message.ts";

/** A Node worker thread as its owner holds it; one that does not end itself when asked is ended after `endTimeoutMs`. */
export function nodeWorkerHandle(
  url: URL,
  options: WorkerOptions,
  endTimeoutMs = 5_000,
): WorkerHandle {
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
    terminate: () => endFromInside(worker, endTimeoutMs),
  };
}

// Ending a thread from outside while the model's native code runs ends the whole process (its result
// then cannot be handed to JavaScript). So the thread is asked to end itself between two steps; one
// that does not is in an endless loop of JavaScript, where the outside way is safe.
function endFromInside(worker: Worker, endTimeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => void worker.terminate(), endTimeoutMs);
    worker.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    // An exit that came before this call is not told again.
    if (worker.threadId === -1) {
      clearTimeout(timer);
      resolve();
    }
    const message: ToWorker = { type: "stop" };
    worker.postMessage(message);
  });
}

// The code or the class, never the message: that may hold input.
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
