// A Gradio app of a proof's own source, run with Gradio from PyPI.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { freePort } from "../e2e/free-port.ts";
import { findPythonTool } from "./find-tools.ts";
import { untilHealthy } from "./until-healthy.ts";

/** The version that the proofs try. */
export const gradioVersion = "6.31.0";

/** An app that can be started, as often as it is wanted. */
export interface GradioApp {
  /** Starts it at a port, which it finds as its first argument; it may take seconds to listen. */
  start(port: number): ChildProcess;
  /** Removes its source. */
  remove(): Promise<void>;
}

/** Puts an app's source where it can be run; null, after a line of why, where Gradio cannot be had. */
export async function placeGradioApp(
  source: string,
  env: Readonly<Record<string, string>> = {},
): Promise<GradioApp | null> {
  const command = findPythonTool("gradio", gradioVersion);
  if (command === null) {
    console.log("absent\tGradio, where PyPI is out of reach");
    return null;
  }
  const python = join(dirname(command), process.platform === "win32" ? "python.exe" : "python");
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-gradio-app-"));
  const script = join(folder, "app.py");
  await writeFile(script, source);
  return {
    start(port) {
      const child = spawn(python, [script, String(port)], {
        stdio: "ignore",
        env: { ...process.env, GRADIO_ANALYTICS_ENABLED: "False", ...env },
      });
      // A proof that throws must not leave its app behind.
      const kill = () => child.kill("SIGKILL");
      process.once("exit", kill);
      child.once("exit", () => process.off("exit", kill));
      return child;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** An app that answers. */
export interface RunningGradioApp {
  readonly port: number;
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends it, and removes its source. */
  stop(): Promise<void>;
}

const startMs = 180_000;

/** Places an app, starts it at a free port and resolves when it answers; null where Gradio cannot be had. */
export async function startGradioApp(
  source: string,
  env?: Readonly<Record<string, string>>,
): Promise<RunningGradioApp | null> {
  const placed = await placeGradioApp(source, env);
  if (!placed) return null;
  const port = await freePort();
  const child = placed.start(port);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    const ended = isRunning ? once(child, "exit") : null;
    child.kill("SIGKILL");
    await ended;
    await placed.remove();
  };
  if (await untilHealthy(`${url}/config`, child, { limitMs: startMs, everyMs: 200 })) {
    return { port, url, stop };
  }
  await stop();
  throw new Error(`The Gradio app does not answer at ${url}.`);
}
