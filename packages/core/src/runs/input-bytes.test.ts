import { expect, it } from "vitest";
import { inputBytes } from "./input-bytes.ts";

it.each([
  ["x".repeat(1000), 1016],
  ["é".repeat(1000), 1016],
  ["漢".repeat(1000), 2016],
  [{ text: "x".repeat(100), length: 3, on: true, none: null }, 16 * 5 + 100],
  [[{ text: "ab" }, null], 16 * 4 + 2],
])("counts the memory of a value's texts (%#)", (value, bytes) => {
  expect(inputBytes(value)).toBe(bytes);
});
