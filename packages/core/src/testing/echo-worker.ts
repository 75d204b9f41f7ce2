// A Node worker that runs the echo task, for tests of worker threads without a model. Where the
// model source names a file under `crashOnce`, it stops at its start unless the file is there already.
import { existsSync, writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { nodeWorkerPort } from "../backends/onnx/node-worker-port.ts";
import { serveRuns } from "../backends/worker/serve-runs.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { echoTask } from "./echo-task.ts";

serveRuns(nodeWorkerPort(parentPort), {
  tasks: [echoTask],
  makeModels: ({ models: { crashOnce } }) => {
    if (crashOnce !== undefined && !existsSync(crashOnce)) {
      writeFileSync(crashOnce, "crashed");
      process.exit(3);
    }
    return { load: () => Promise.reject(new Error("The echo has no model.")) };
  },
  clock: systemClock,
  runsAtOnce: Infinity,
  onFault: () => undefined,
});
