import { spawnSync } from "node:child_process";

/**
 * The name of this build: PILOTLIGHT_VERSION, else the commit, else the package's version. Not a time
 * stamp, so that building the same twice does not make browsers fetch everything again.
 */
export function appVersion(): string {
  const named = process.env.PILOTLIGHT_VERSION;
  if (named) return named;
  const git = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" });
  return git.status === 0 ? git.stdout.trim() : "0.1.0";
}
