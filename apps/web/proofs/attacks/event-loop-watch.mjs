// Loaded into the attacked server: at each SIGUSR2 it prints how long its event loop was held at most since
// the last one.
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

const resolution = 10;

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.on("SIGUSR2", () => {
    const ms = Math.max(0, delay.max / 1e6 - resolution);
    delay.reset();
    process.stdout.write(`event loop held for ${ms.toFixed(0)} ms\n`);
  });
}
