// `npm test`: every check there is, with a real browser and the production build.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { findChromium, findHeadlessShell } from "./find-chromium.mjs";
import { printFailures, printTimes, startTimes } from "./test-times.mjs";

const isWindows = process.platform === "win32";
// Two at a time: each of the heavy ones keeps a core busy and holds up to a gigabyte.
const turbo = [
  ...["exec", "turbo", "run", "--summarize", "--continue", "--concurrency=2"],
  ...["--output-logs=new-only", "--ui=stream"],
];

/** Each step: its title, and the command of the workspace that it is. */
const steps = [
  [
    "lint, format, types, dead code, builds, units, components in Chromium",
    "pnpm",
    [
      ...[...turbo, "lint", "lint:components", "format:check", "imports", "types", "knip"],
      ...["build", "build:static", "test", "test:components"],
    ],
  ],
  ["size of the page", process.execPath, ["scripts/check-page-size.mjs"]],
  ["end to end against the build", "pnpm", [...turbo, "test:e2e"]],
];

try {
  const shell = findHeadlessShell();
  process.env.CHROMIUM_PATH = findChromium();
  process.env.CHROMIUM_HEADLESS_PATH = shell;
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
console.log(
  `Chromium: ${process.env.CHROMIUM_PATH}, pages in ${process.env.CHROMIUM_HEADLESS_PATH}`,
);

const times = startTimes();
process.env.PILOTLIGHT_TEST_TIMES = times.folder;
for (const [title, command, words] of steps) {
  console.log(`\n── ${title}`);
  const startedAtMs = performance.now();
  const { status } = spawnSync(command, words, { stdio: "inherit", shell: isWindows });
  const seconds = (performance.now() - startedAtMs) / 1000;
  times.steps.push({ title, seconds });
  if (status !== 0) {
    printTimes(times);
    printFailures();
    console.error(`\n✗ ${title} failed after ${seconds.toFixed(0)} s`);
    process.exit(status ?? 1);
  }
  console.log(`✓ ${title} (${seconds.toFixed(0)} s)`);
}
printTimes(times);
console.log("\nAll checks passed.");
