import { expect, test } from "vitest";
import { sample } from "./sample.ts";

const items = Array.from({ length: 100 }, (_, index) => index);

test("a sample is the same each time, in order, without repeats", () => {
  const first = sample(items, 10);
  expect(first).toHaveLength(10);
  expect(sample(items, 10)).toEqual(first);
  expect(first).toEqual([...new Set(first)].toSorted((a, b) => a - b));
  expect(first).not.toEqual(items.slice(0, 10));
});

test("all items are given without a size, or with one that is too large", () => {
  expect(sample(items)).toEqual(items);
  expect(sample(items, 1000)).toEqual(items);
});
