// The script of OnnxBackend's threads. Node runs it as it is in development; a build bundles it on its own.
import { parentPort } from "node:worker_threads";
import { describeFault } from "../../runtime/describe-fault.ts";
import { ModelLoader } from "../../models/onnx/model-loader.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { tasks } from "../../tasks/registry.ts";
import { serveRuns } from "../worker/serve-runs.ts";
import { lowerThreadPriority } from "./lower-priority.ts";
import { nodeWorkerPort } from "./node-worker-port.ts";

lowerThreadPriority();
serveRuns(nodeWorkerPort(parentPort), {
  tasks,
  makeModels: (source) => new ModelLoader(source),
  clock: systemClock,
  // Whoever sends them decides how many; they take turns between two windows or two slices of text.
  runsAtOnce: Infinity,
  onFault: (fault) => {
    console.error(`A run failed in a model worker: ${describeFault(fault)}`);
  },
});
