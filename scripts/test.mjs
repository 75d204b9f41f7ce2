// `npm test`: every check there is, with a real browser and the production build.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { findChromium } from "./find-chromium.mjs";

/** Runs one command of the workspace and stops the test at the first that fails. */
function step(title, command, args) {
  console.log(`\n── ${title}`);
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (status !== 0) {
    console.error(`\n✗ ${title} failed after ${seconds} s`);
    process.exit(status ?? 1);
  }
  console.log(`✓ ${title} (${seconds} s)`);
}

try {
  process.env.CHROMIUM_PATH = findChromium();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
console.log(`Chromium: ${process.env.CHROMIUM_PATH}`);

const turbo = ["exec", "turbo", "run", "--continue", "--output-logs=new-only", "--ui=stream"];
step("format, lint, types, dead code", "pnpm", [...turbo, "format:check", "lint", "types", "knip"]);
step("unit tests and production build", "pnpm", [...turbo, "test", "build", "--concurrency=2"]);
step("size of the page", process.execPath, ["scripts/check-page-size.mjs"]);
step("components in Chromium", "pnpm", [...turbo, "test:components", "--concurrency=1"]);
step("the image of the server", "pnpm", [...turbo, "test:image"]);
step("end to end against the build", "pnpm", [...turbo, "test:e2e", "--concurrency=1"]);
console.log("\nAll checks passed.");
