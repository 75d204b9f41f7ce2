// `npm run proof -- recorded-calls`: the scripts that the page records in Python, run with the real packages.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Runs recorded-calls.spec.ts against the production build, alone, and sets the exit code. */
export function main({ executablePath }: { readonly executablePath: string }): void {
  const playwright = fileURLToPath(
    new URL("../node_modules/@playwright/test/cli.js", import.meta.url),
  );
  const { status } = spawnSync(
    process.execPath,
    [playwright, "test", "--config=playwright.proofs.config.ts", "recorded-calls"],
    {
      cwd: fileURLToPath(new URL("../", import.meta.url)),
      stdio: "inherit",
      env: { ...process.env, CHROMIUM_PATH: executablePath },
    },
  );
  process.exitCode = status ?? 1;
}
