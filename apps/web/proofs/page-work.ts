// `npm run proof -- page-work`: the page never works for more than 50 ms at a stretch, with texts of full length.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

interface ProofOptions {
  readonly characters: number;
  readonly executablePath: string;
}

/** Runs e2e/page-promises.spec.ts against the production build, alone, and sets the exit code. */
export function main({ characters, executablePath }: ProofOptions): void {
  const playwright = fileURLToPath(
    new URL("../node_modules/@playwright/test/cli.js", import.meta.url),
  );
  const { status } = spawnSync(
    process.execPath,
    [playwright, "test", "page-promises", "--workers=1"],
    {
      cwd: fileURLToPath(new URL("../", import.meta.url)),
      stdio: "inherit",
      env: {
        ...process.env,
        CHROMIUM_PATH: executablePath,
        PAGE_WORK_CHARACTERS: String(characters),
      },
    },
  );
  process.exitCode = status ?? 1;
}
