import { defineConfig } from "@playwright/test";

const executablePath = process.env["CHROMIUM_PATH"];
const port = 7571;
const baseURL = `http://127.0.0.1:${port}`;

// Everything here runs against the production build; `vite build` comes before it.
export default defineConfig({
  testDir: "e2e",
  // Much of a test is waiting, so two share the machine's two cores.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  timeout: 60_000,
  webServer: {
    command: "node build/start.js",
    url: `${baseURL}/readyz`,
    env: { PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn" },
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
  use: {
    baseURL,
    // A service worker answers before a test's own routes do, and fetches in the background; the tests
    // that are about it let it in.
    serviceWorkers: "block",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});
