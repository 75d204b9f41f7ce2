// Finds the Chromium that the tests drive: an installed one, else Playwright's own, else Debian's.
// Never gives up in silence: without a browser the tests fail and say what to do.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import process from "node:process";

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const shell = "chromium-headless-shell";
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * The path of a Chromium or Chrome binary, fetched when there is none.
 * @throws Error with what was tried and what to do next
 */
export function findChromium() {
  return configured() ?? installed() ?? playwrightOwn() ?? fromDebian() ?? giveUp();
}

/**
 * The path of Chromium's headless shell, fetched where Debian has it: the same engine without the window that a
 * browser draws around its pages. Chromium itself where there is no shell.
 * @throws Error with what was tried and what to do next, when there is no Chromium either
 */
export function findHeadlessShell() {
  const configuredShell = process.env.CHROMIUM_HEADLESS_PATH;
  if (configuredShell) {
    if (isExecutable(configuredShell)) return configuredShell;
    throw new Error(`CHROMIUM_HEADLESS_PATH is "${configuredShell}", which cannot be run.`);
  }
  if (process.env.CHROMIUM_PATH) return findChromium();
  return onPath([shell]) ?? (fromDebianPackages([shell]), onPath([shell])) ?? findChromium();
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function configured() {
  const file = process.env.CHROMIUM_PATH;
  if (!file) return undefined;
  if (isExecutable(file)) return file;
  throw new Error(`CHROMIUM_PATH is "${file}", which cannot be run. Set it to a Chromium binary.`);
}

function installed() {
  return onPath(commands) ?? applications.find(isExecutable);
}

function onPath(names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function playwrightOwn() {
  const require = createRequire(new URL("../apps/web/package.json", import.meta.url));
  const { chromium } = require("@playwright/test");
  if (!existsSync(chromium.executablePath())) {
    console.log("No Chromium found; asking Playwright for its own …");
    const cli = join(require.resolve("@playwright/test/package.json"), "..", "cli.js");
    spawnSync(process.execPath, [cli, "install", "chromium"], {
      stdio: ["ignore", "ignore", "ignore"],
      timeout: 300_000,
    });
  }
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

function fromDebian() {
  fromDebianPackages(["chromium", shell]);
  return installed();
}

function fromDebianPackages(packages) {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return;
  console.log(`Installing Debian's ${packages.join(" and ")} with apt-get (only the first time) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: ["ignore", "ignore", "inherit"], timeout: 300_000, env };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

function giveUp() {
  throw new Error(
    "The tests drive a real Chromium and none could be found or fetched. Tried: PATH, Playwright's " +
      "download, and apt-get (Debian, as root). Install Chromium or Chrome, or set CHROMIUM_PATH.",
  );
}
