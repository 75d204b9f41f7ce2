// `npm run proof -- slow-machine`: all of `npm test` while every core is kept busy twice over.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs the suite beside the others, ends these whatever comes, and sets the exit code. */
export async function main() {
  const cores = availableParallelism();
  const others = Array.from({ length: 2 * cores }, () => fork(path("keep-busy.mjs")));
  try {
    console.log(`${others.length} processes keep ${cores} cores busy beside the tests.`);
    // Nothing comes from turbo's cache: it would show nothing.
    const env = { ...process.env, TURBO_FORCE: "true" };
    const suite = spawn(process.execPath, [path("test.mjs")], { stdio: "inherit", env });
    const [code] = await once(suite, "exit");
    const idle = others.filter(({ exitCode, signalCode }) => exitCode !== null || signalCode);
    if (idle.length > 0) console.error(`${idle.length} of the busy processes ended too early.`);
    process.exitCode = code === 0 && idle.length === 0 ? 0 : 1;
  } finally {
    for (const other of others) other.kill();
  }
}
