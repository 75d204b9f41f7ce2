import { defineConfig } from "vitest/config";
import { everyNodeTest, reporters } from "../../vitest.base.ts";

export default defineConfig({
  test: {
    ...everyNodeTest,
    reporters: reporters("sagemaker-local"),
    include: ["src/**/*.test.ts"],
  },
});
