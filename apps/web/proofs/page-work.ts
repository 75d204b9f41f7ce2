// `npm run proof -- page-work`: the page never works for more than 50 ms at a stretch, with texts of full length.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Runs page-work.spec.ts against the production build, alone, and sets the exit code. */
export function main({ executablePath }: { readonly executablePath: string }): void {
  const playwright = fileURLToPath(
    new URL("../node_modules/@playwright/test/cli.js", import.meta.url),
  );
  const { status } = spawnSync(
    process.execPath,
    [playwright, "test", "--config=playwright.proofs.config.ts", "page-work"],
    {
      cwd: fileURLToPath(new URL("../", import.meta.url)),
      stdio: "inherit",
      env: { ...process.env, CHROMIUM_PATH: executablePath },
    },
  );
  process.exitCode = status ?? 1;
}
