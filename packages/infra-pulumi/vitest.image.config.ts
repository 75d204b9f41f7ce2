import { defineConfig } from "vitest/config";

// The image of apps/web: a whole installation and build, so it is not one of the unit tests.
export default defineConfig({
  test: {
    environment: "node",
    include: ["src/image/**/*.spec.ts"],
    expect: { requireAssertions: true },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 300_000,
  },
});
