// Finds a program that tests put beside the server: an installed one, else Debian's.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

interface DebianTool {
  readonly command: string;
  /** The package that has it. */
  readonly package: string;
}

/** The path of a program, fetched where that is possible; null where there is none. */
export function findDebianTool(tool: DebianTool): string | null {
  return installed(tool.command) ?? fromDebian(tool) ?? null;
}

function installed(command: string): string | undefined {
  // Not everybody's PATH has the folder of daemons.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter).filter(Boolean), "/usr/sbin"];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function fromDebian(tool: DebianTool): string | undefined {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return undefined;
  console.log(`Installing Debian's ${tool.package} with apt-get (only the first time) …`);
  const quiet = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: "ignore", timeout: 300_000 } as const;
  spawnSync("apt-get", ["update", "-qq"], { ...options, env: quiet });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", tool.package], {
    ...options,
    // The package would start a service of its own.
    env: { ...quiet, RUNLEVEL: "1" },
  });
  return installed(tool.command);
}
