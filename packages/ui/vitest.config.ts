import { svelte } from "@sveltejs/vite-plugin-svelte";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { everyNodeTest, everyTest, reporters } from "../../vitest.base.ts";

const executablePath = process.env["CHROMIUM_HEADLESS_PATH"] ?? process.env["CHROMIUM_PATH"];

export default defineConfig({
  plugins: [svelte()],
  // Those that a component loads late are found late, which would load a test anew in its middle.
  optimizeDeps: { include: ["csv-stringify/browser/esm/sync", "diff", "idb", "valibot"] },
  test: {
    reporters: reporters("ui"),
    projects: [
      {
        extends: true,
        test: {
          ...everyNodeTest,
          name: "unit",
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.svelte.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...everyTest,
          name: "components",
          include: ["src/**/*.svelte.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({
              launchOptions: {
                ...(executablePath ? { executablePath } : {}),
                args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
              },
            }),
            instances: [{ browser: "chromium", viewport: { width: 1280, height: 900 } }],
          },
        },
      },
    ],
  },
});
