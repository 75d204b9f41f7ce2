import { defineConfig } from "vitest/config";
import { everyTest } from "../../vitest.base.ts";

// The image of apps/web: a whole installation and build, so it is a proof.
export default defineConfig({
  test: {
    ...everyTest,
    environment: "node",
    include: ["src/image/**/*.spec.ts"],
    // An installation and a build.
    hookTimeout: 1_800_000,
  },
});
