import process from "node:process";
import type { MessagePort } from "node:worker_threads";
import type { WorkerPort } from "../worker/serve-runs.ts";

/** The line from a Node worker thread to its owner. */
export function nodeWorkerPort(parentPort: MessagePort | null): WorkerPort {
  if (!parentPort) {
    throw new Error("This script runs in a worker thread only. Start it through OnnxBackend.");
  }
  return {
    post: (message) => {
      parentPort.postMessage(message);
    },
    listen: (onMessage) => {
      parentPort.on("message", onMessage);
    },
    // In a worker this ends the thread, not the process.
    end: () => {
      process.exit(0);
    },
  };
}
