// `npm run proof -- clean-build`: the first build of a fresh clone works without a network. Builds from a
// copy of the tracked files in a folder of its own, which holds nothing that an earlier build left
// behind, and runs the end-to-end tests of docs/offline.md against the result.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const web = ["--app", "--filter=web"];
const steps = [
  ["run", "build"],
  ["run", "build:static"],
  ["exec", "playwright", "test", "offline.spec.ts", "--workers=1"],
];

/** Builds from the tracked files alone, and runs the tests; throws when a step fails. */
export function main({ executablePath }: { readonly executablePath: string }): void {
  const clone = mkdtempSync(join(tmpdir(), "pilotlight-clean-build-"));
  const env = { ...process.env, CHROMIUM_PATH: executablePath };
  try {
    const files = copyTrackedFiles(clone);
    console.log(`A copy of ${files} tracked files is in ${clone}.`);
    for (const step of steps) {
      const command = ["scripts/bootstrap.mjs", ...web, ...step];
      const { status } = spawnSync(process.execPath, command, {
        cwd: clone,
        stdio: "inherit",
        env,
      });
      if (status !== 0) throw new Error(`"${step.join(" ")}" failed in the copy.`);
    }
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

/** Copies the tracked files as they stand in the working tree, and gives their number. */
function copyTrackedFiles(target: string): number {
  const list = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  const paths = list.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
  for (const path of paths) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(root, path), join(target, path));
  }
  return paths.length;
}
