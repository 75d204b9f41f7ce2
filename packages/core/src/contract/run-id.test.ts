import { expect, it } from "vitest";
import { newRunId } from "./run-id.ts";

it("gives 32 hex digits, another each time", () => {
  const ids = Array.from({ length: 100 }, newRunId);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(100);
});
