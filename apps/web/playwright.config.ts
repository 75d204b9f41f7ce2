import { join } from "node:path";
import process from "node:process";
import { defineConfig } from "@playwright/test";
import { testChromiumArgs } from "./e2e/chromium-options.ts";
import { freePort } from "./e2e/free-port.ts";

const executablePath = process.env["CHROMIUM_HEADLESS_PATH"] ?? process.env["CHROMIUM_PATH"];
const timesFolder = process.env["PILOTLIGHT_TEST_TIMES"];

// Ends what hangs. No machine is slow enough to meet it: a test says nothing of speed.
const limitMs = 900_000;

// Playwright reads this file in each of its processes; the first chooses the port for all.
const port = (process.env["PILOTLIGHT_TEST_PORT"] ??= String(await freePort()));
const baseURL = `http://127.0.0.1:${port}`;

// Everything here runs against the production build; `vite build` comes before it.
export default defineConfig({
  testDir: "e2e",
  // Much of a test is waiting, so two share the machine's two cores.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter:
    timesFolder === undefined
      ? "list"
      : [["list"], ["json", { outputFile: join(timesFolder, "e2e.json") }]],
  timeout: limitMs,
  expect: { timeout: limitMs / 3 },
  webServer: {
    command: "node build/start.js",
    url: `${baseURL}/readyz`,
    // One worker for the small models: the tests ask for little at a time, and a start loads all for each.
    env: {
      ...{ PORT: port, HOST: "127.0.0.1", LOG_LEVEL: "warn", ONNX_THREADS: "1" },
      STOP_NOTICE_SECONDS: "0",
      // Tests ask the same again and count what is computed; api-cache.spec.ts has a server with a cache.
      CACHE: "off",
    },
    timeout: limitMs,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
  },
  use: {
    baseURL,
    // A service worker answers before a test's own routes do, and fetches in the background; the tests
    // that are about it let it in.
    serviceWorkers: "block",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: testChromiumArgs,
    },
  },
});
