import { ModelLoader } from "../../models/onnx/model-loader.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { serveRuns } from "../worker/serve-runs.ts";

/**
 * Makes the Web Worker that calls this the place where a BrowserBackend runs its tasks.
 * @example
 * import { serveBrowserWorker } from "@pilotlight/core/worker";
 * serveBrowserWorker();
 */
export function serveBrowserWorker(tasks: readonly AnyTask[] = allTasks): void {
  serveRuns(
    {
      post: (message) => {
        globalThis.postMessage(message);
      },
      listen: (onMessage) => {
        globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
          onMessage(data);
        });
      },
      end: () => {
        globalThis.close();
      },
    },
    {
      tasks,
      makeModels: (source) => new ModelLoader(source),
      clock: systemClock,
      // The console is on the device of whoever typed the text.
      onFault: (fault) => {
        console.error(fault);
      },
    },
  );
}
