import { expect, test } from "vitest";
import { percent } from "./percent.ts";

test.each([
  [0, "0 %"],
  [0.001, "under 1 %"],
  [0.734, "73 %"],
  [0.999, "over 99 %"],
  [1, "100 %"],
])("%s is %s", (share, words) => {
  expect(percent(share)).toBe(words);
});
