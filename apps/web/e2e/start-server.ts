// Starts the production server on a free port, for checks that need one of their own.
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import process from "node:process";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../build/start.js", import.meta.url));

/** A server of one's own. */
export interface StartedServer {
  readonly url: string;
  readonly process: ChildProcess;
  /**
   * What has come so far of its output and its error output. A line may come after the reply that it
   * is about: what must stand there is polled for, what must not is looked for after `stop`.
   */
  readonly output: () => string;
  /** Sends SIGTERM and gives the exit code, once all that it wrote has come. */
  readonly stop: () => Promise<number | null>;
}

interface RunningServer extends Pick<StartedServer, "output"> {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly exitCode: Promise<number | null>;
}

const settings = {
  ...{ PORT: "0", LOG_LEVEL: "warn", STOP_NOTICE_SECONDS: "0" },
  // One worker for the small models: the checks ask for little at a time, and a start loads all for each.
  ONNX_THREADS: "1",
  // The checks ask the same again and count what is computed; those of the cache turn it on.
  CACHE: "off",
};

/** Runs the entry, which may end by itself. @param words what stands behind it */
export function runServer(
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): RunningServer {
  if (!existsSync(entry)) {
    throw new Error("There is no build. Run `npm run build` first.");
  }
  const child = spawn(process.execPath, [entry, ...words], {
    env: { ...process.env, ...settings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A check that throws must not leave its server behind.
  const kill = () => child.kill();
  process.once("exit", kill);
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const { promise: exitCode, resolve } = Promise.withResolvers<number | null>();
  // "exit" may come before the last of the output.
  child.once("close", (code) => {
    process.off("exit", kill);
    resolve(code);
  });
  return { process: child, output: () => output, exitCode };
}

interface StartOptions {
  /** True to wait until its models have answered. Default false. */
  readonly untilReady?: boolean;
  /** What stands behind the entry; nothing if left out. */
  readonly words?: readonly string[];
  /** Where it says that it is ready. Default `/readyz`. */
  readonly readyPath?: string;
}

/** Starts the server and resolves when it listens, or when its models have answered once. */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  { untilReady = false, words = [], readyPath = "/readyz" }: StartOptions = {},
): Promise<StartedServer> {
  const { process: child, output, exitCode } = runServer(env, words);
  const address = /Pilotlight is on (http:\S+)/u;
  while (!address.test(output())) {
    const data = once(child.stdout, "data").then(() => false);
    const hasEnded = await Promise.race([exitCode.then(() => true), data]);
    if (hasEnded) throw new Error(`The server ended at its start:\n${output()}`);
  }
  const stop = () => {
    child.kill("SIGTERM");
    return exitCode;
  };
  const url = address.exec(output())?.[1] ?? "";
  while (untilReady && !(await fetch(url + readyPath)).ok) await setTimeout(50);
  return { url, process: child, output, stop };
}

/**
 * How many runs a backend of this stopped server began or ended after those of its warm-up; it must have
 * been ready, and log at level debug.
 */
export function countRuns(
  { output }: Pick<StartedServer, "output">,
  logged: "computing" | "computed",
): number {
  const [, afterWarmUp = ""] = output().split('"message":"ready"');
  return afterWarmUp.split(`"message":"${logged}"`).length - 1;
}
