// Loaded into the attacked server: at each SIGUSR2 it prints how long its event loop was held at most since
// the last one, and how much of the processor the thread had at most meanwhile. On a machine that others keep
// busy only the second is the server's own doing.
import process from "node:process";
import { isMainThread } from "node:worker_threads";

const everyMs = 10;

if (isMainThread) {
  let longest = { heldMs: 0, workMs: 0 };
  let last = now();
  setInterval(() => {
    const next = now();
    longest = {
      heldMs: Math.max(longest.heldMs, next.heldMs - last.heldMs - everyMs),
      workMs: Math.max(longest.workMs, next.workMs - last.workMs),
    };
    last = next;
  }, everyMs).unref();
  process.on("SIGUSR2", () => {
    const { heldMs, workMs } = longest;
    longest = { heldMs: 0, workMs: 0 };
    process.stdout.write(
      `event loop held for ${heldMs.toFixed(0)} ms, ${workMs.toFixed(0)} of work\n`,
    );
  });
}

function now() {
  const { user, system } = process.threadCpuUsage();
  return { heldMs: performance.now(), workMs: (user + system) / 1000 };
}
