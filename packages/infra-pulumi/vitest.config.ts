import { defineConfig } from "vitest/config";
import { everyNodeTest, reporters } from "../../vitest.base.ts";

export default defineConfig({
  test: {
    ...everyNodeTest,
    reporters: reporters("infra-pulumi"),
    include: ["src/**/*.test.ts"],
    // One process for all files: Pulumi and its two provider packages are loaded once, and a stage's
    // graph that one file has recorded is there for the others (src/testing/stages.ts).
    maxWorkers: 1,
  },
});
