import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Runs `<name>.spec.ts` of this folder against the production build, alone, and sets the exit code. */
export function runSpec(name: string, executablePath: string): void {
  const playwright = fileURLToPath(
    new URL("../node_modules/@playwright/test/cli.js", import.meta.url),
  );
  const { status } = spawnSync(
    process.execPath,
    [playwright, "test", "--config=playwright.proofs.config.ts", name],
    {
      cwd: fileURLToPath(new URL("../", import.meta.url)),
      stdio: "inherit",
      env: { ...process.env, CHROMIUM_PATH: executablePath },
    },
  );
  process.exitCode = status ?? 1;
}
