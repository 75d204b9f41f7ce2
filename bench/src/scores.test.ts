import { expect, test } from "vitest";
import { areaUnderCurve, calibrationError, mean, median } from "./scores.ts";

test("the area is the share of pairs in the right order, half for a tie", () => {
  // 0.9 beats 0.5, 0.2 and 0.5 again; 0.5 ties twice and beats 0.2: 3 + 1 + 1 of 6 pairs.
  expect(areaUnderCurve([0.9, 0.5], [0.5, 0.2, 0.5])).toBeCloseTo(5 / 6);
  expect(areaUnderCurve([0.1], [0.9])).toBe(0);
});

test("the calibration error is how far each bin's scores are from its share of right ones", () => {
  // Bin 9: scores 1.8 for one right of two, 0.8 off; bin 6: 0.65 for one right, 0.35 off.
  const judged = [
    { score: 0.9, isRight: true },
    { score: 0.9, isRight: false },
    { score: 0.65, isRight: true },
  ];
  expect(calibrationError(judged)).toBeCloseTo((0.8 + 0.35) / 3);
});

test("mean and median of a few values, and of none", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(median([9, 1, 2])).toBe(2);
  expect([mean([]), median([])]).toEqual([0, 0]);
});
