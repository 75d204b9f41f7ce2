// The folder of data sets: each file as it is, or packed beside its place as .xz.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes sure of all files before any long work.
 * @throws Error naming each file that is missing and what to do
 */
export function requireDataFiles(folder: string, names: readonly string[]): void {
  const missing = names.filter((name) => {
    const path = join(folder, name);
    return !existsSync(path) && !existsSync(`${path}.xz`);
  });
  if (missing.length === 0) return;
  throw new Error(
    `The data folder ${folder} lacks ${missing.join(", ")}, as it is or with .xz. ` +
      "Name the folder that holds it with --data, or leave its evaluation out with --only.",
  );
}

/**
 * The text of a data file.
 * @throws Error naming the file that is missing and where to put it
 */
export function readDataFile(folder: string, name: string): string {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path, "utf8");
  requireDataFiles(folder, [name]);
  const packed = `${path}.xz`;
  const result = spawnSync("xz", ["--decompress", "--stdout", packed], {
    maxBuffer: 2 ** 30,
    encoding: "utf8",
  });
  if (result.status !== 0) {
    const reason = result.error?.message ?? result.stderr.trim();
    throw new Error(
      `${packed} could not be unpacked (${reason}). Install xz, or unpack it by hand with xz -dk.`,
    );
  }
  return result.stdout;
}
