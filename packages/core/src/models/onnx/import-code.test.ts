import { expect, test } from "vitest";
import { importCode } from "./import-code.ts";

test("a module is handed on", async () => {
  await expect(importCode(async () => ({ answer: 42 }))).resolves.toEqual({ answer: 42 });
});

test("a script that cannot be fetched is told with a next step, and may be tried elsewhere", async () => {
  const failed = new TypeError("Failed to fetch dynamically imported module: /chunk.js");
  const load = importCode(() => Promise.reject(failed));
  const told = { code: "backend-unavailable", retryable: true, cause: failed };
  await expect(load).rejects.toMatchObject(told);
  await expect(load).rejects.toThrow(/could not be fetched\. .*choose another place\.$/u);
});

test("what the module itself throws is not taken for a lost connection", async () => {
  const broken = new SyntaxError("Unexpected token");
  await expect(importCode(() => Promise.reject(broken))).rejects.toBe(broken);
});
