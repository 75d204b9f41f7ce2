import { expect, test } from "vitest";
import { directionOf } from "./direction.ts";

test.each([
  ["", "ltr"],
  ["1904 🔥", "ltr"],
  ["A flame", "ltr"],
  ["„Über“", "ltr"],
  ["火", "ltr"],
  ["1. كانت الغرفة نظيفة", "rtl"],
  ["שלום world", "rtl"],
  ["hello שלום", "ltr"],
] as const)("%j is written %s", (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
