// Tools of others that a proof runs and the project does not depend on: fetched once from their registry
// into the system's folder for temporary files.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const isWindows = process.platform === "win32";
const installMs = 600_000;

/** A tool of the npm registry. */
export interface NpmTool {
  readonly name: string;
  readonly version: string;
  /** The name of its command. */
  readonly command: string;
}

/** The path of the script that is the tool's command; null where it cannot be had. */
export async function findNpmTool({ name, version, command }: NpmTool): Promise<string | null> {
  const home = findNpmPackage({ name, version });
  if (home === null) return null;
  const described: unknown = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const script = scriptOf(described, command);
  return script === null ? null : join(home, script);
}

/** The folder of a package of the npm registry; null where it cannot be had. */
export function findNpmPackage({ name, version }: Omit<NpmTool, "command">): string | null {
  const folder = join(tmpdir(), `pilotlight-${name.replaceAll(/[@/]+/gu, "-")}-${version}`);
  const home = join(folder, "node_modules", ...name.split("/"));
  if (!existsSync(join(home, "package.json"))) {
    mkdirSync(folder, { recursive: true });
    const words = ["install", "--prefix", folder, "--no-save", "--ignore-scripts"];
    // Without a file of its own, npm would install into a project above the folder.
    run("npm", [...words, "--no-audit", "--no-fund", `${name}@${version}`], isWindows);
  }
  return existsSync(join(home, "package.json")) ? home : null;
}

/** A tool of PyPI: the path of its command in an environment of its own; null where it cannot be had. */
export function findPythonTool(name: string, version: string): string | null {
  const folder = join(tmpdir(), `pilotlight-${name}-${version}`);
  const binaries = join(folder, isWindows ? "Scripts" : "bin");
  const command = join(binaries, isWindows ? `${name}.exe` : name);
  if (existsSync(command)) return command;
  run("python3", ["-m", "venv", folder]);
  const words = ["-m", "pip", "install", "--quiet", `${name}==${version}`];
  run(join(binaries, isWindows ? "python.exe" : "python"), words);
  return existsSync(command) ? command : null;
}

function scriptOf(described: unknown, command: string): string | null {
  if (typeof described !== "object" || described === null || !("bin" in described)) return null;
  const { bin } = described;
  if (typeof bin === "string") return bin;
  const script: unknown = Object.entries(bin ?? {}).find(([name]) => name === command)?.[1];
  return typeof script === "string" ? script : null;
}

function run(command: string, words: readonly string[], shell = false): void {
  spawnSync(command, words, { stdio: ["ignore", "ignore", "inherit"], timeout: installMs, shell });
}
