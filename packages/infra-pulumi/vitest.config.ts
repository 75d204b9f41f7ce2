import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["src/**/*.test.ts"],
    expect: { requireAssertions: true },
    retry: 0,
    // One process for all files: Pulumi and its two provider packages are loaded once, and a stage's
    // graph that one file has recorded is there for the others (src/testing/stages.ts).
    isolate: false,
    maxWorkers: 1,
    // What computes may take as long as a busy machine needs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
