import { defineConfig } from "vitest/config";
import { everyNodeTest, reporters } from "../vitest.base.ts";

export default defineConfig({
  test: {
    ...everyNodeTest,
    reporters: reporters("bench"),
    include: ["src/**/*.test.ts"],
  },
});
