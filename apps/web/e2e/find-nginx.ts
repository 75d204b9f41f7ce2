// Finds the nginx that a test puts before the server: an installed one, else Debian's.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** The path of an nginx binary, fetched where that is possible; null where there is none. */
export function findNginx(): string | null {
  return installed() ?? fromDebian() ?? null;
}

function installed(): string | undefined {
  // Not everybody's PATH has the folder of daemons.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter).filter(Boolean), "/usr/sbin"];
  return folders.map((folder) => join(folder, "nginx")).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function fromDebian(): string | undefined {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return undefined;
  console.log("Installing Debian's nginx-light with apt-get (only the first time) …");
  const quiet = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: "ignore", timeout: 300_000 } as const;
  spawnSync("apt-get", ["update", "-qq"], { ...options, env: quiet });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "nginx-light"], {
    ...options,
    // The package would start a service of its own.
    env: { ...quiet, RUNLEVEL: "1" },
  });
  return installed();
}
