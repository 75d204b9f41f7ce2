import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The version of Python's `gradio_client` that is tested. */
export const pythonClientVersion = "2.6.0";

/** The Python of an environment that has the client, made at the first time; null where it cannot be had. */
export function findPythonClient(): string | null {
  const folder = join(tmpdir(), `pilotlight-gradio-client-${pythonClientVersion}`);
  const binaries = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const python = join(binaries, process.platform === "win32" ? "python.exe" : "python");
  if (existsSync(python) && hasClient(python)) return python;
  run("python3", ["-m", "venv", folder]);
  run(python, ["-m", "pip", "install", "--quiet", `gradio_client==${pythonClientVersion}`]);
  return hasClient(python) ? python : null;
}

function hasClient(python: string): boolean {
  return run(python, ["-c", "import gradio_client"]);
}

function run(command: string, words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: "ignore", timeout: 180_000 }).status === 0;
}
