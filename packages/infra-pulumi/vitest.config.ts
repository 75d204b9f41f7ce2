import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["src/**/*.test.ts"],
    expect: { requireAssertions: true },
    retry: 0,
    // Each starts the language runner, which loads the two provider packages: 2 to 4 s on two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
