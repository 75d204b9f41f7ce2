import type { WorkerHandle } from "../worker/worker-handle.ts";

/** A Web Worker as its owner holds it. */
export function browserWorkerHandle(worker: Worker): WorkerHandle {
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen({ onMessage, onCrash }) {
      worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        onMessage(data);
      });
      // Without a line number the script never ran: it was not found, or the page's policy refused it.
      worker.addEventListener("error", ({ lineno }) => {
        onCrash(lineno ? "an error in its script" : "its script could not be loaded");
      });
      worker.addEventListener("messageerror", () => {
        onCrash("an unreadable message");
      });
    },
    terminate: async () => {
      worker.terminate();
    },
  };
}
