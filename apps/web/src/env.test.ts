import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { variables } from "./env.ts";

describe("the settings", () => {
  it("stand in the README, each with its description", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const rows = readme.split("\n").map((row) => row.replaceAll(/\s+/g, " "));
    for (const [name, { description }] of Object.entries(variables)) {
      // Set by the server's own entry.
      if (name === "BUILD_FOLDER") continue;
      expect(rows).toContain(`| \`${name}\` | ${description} |`);
    }
  });
});
