import { readFileSync } from "node:fs";
import { tasks } from "@pilotlight/core";
import { describe, expect, it } from "vitest";
import { variables } from "./env.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

describe("the largest body", () => {
  it("takes the longest text of every field alone, in the letters that take most bytes", () => {
    const largest = variables.MAX_BODY_BYTES.schema["~standard"].validate("");
    for (const { fields } of tasks) {
      for (const [name, field] of Object.entries(fields)) {
        if (field.kind !== "text") continue;
        const body = JSON.stringify({ [name]: "漢".repeat(field.maxLength), backend: "auto" });
        expect(largest).toHaveProperty("value");
        expect("value" in largest ? largest.value : 0).toBeGreaterThan(Buffer.byteLength(body));
      }
    }
  });
});

describe("the settings", () => {
  it("stand in the README, each with its description", () => {
    const rows = readme.split("\n").map((row) => row.replaceAll(/\s+/g, " "));
    for (const [name, { description }] of Object.entries(variables)) {
      // Set by the server's own entry.
      if (name === "BUILD_FOLDER") continue;
      expect(rows).toContain(`| \`${name}\` | ${description} |`);
    }
  });

  it("of each large model in the README are three, and are taken", () => {
    const section = readme.split("## What can be the large model")[1]?.split("\n## ")[0] ?? "";
    const rows = section.split("\n").filter((row) => row.includes("_"));
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const set = [...row.matchAll(/`([A-Z_]+)=([^`]*)`/gu)];
      expect(set.length, row).toBe(3);
      for (const [, name, value] of set) {
        const variable = Object.entries(variables).find(([known]) => known === name)?.[1];
        const taken = variable?.schema["~standard"].validate(value);
        expect(taken, name).toHaveProperty("value");
        expect(taken, name).not.toHaveProperty("issues");
      }
    }
  });
});
