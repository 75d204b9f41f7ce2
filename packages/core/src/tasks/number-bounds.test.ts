import { describe, expect, it } from "vitest";
import {
  isWhole,
  type NumberBounds,
  numberSchema,
  numberWords,
  stepFrom,
  takesNumber,
} from "./number-bounds.ts";

const whole: NumberBounds = { min: 1, max: 10 };
const tenths: NumberBounds = { min: 0, max: 1, step: 0.1 };
const any: NumberBounds = { min: -1.5, max: 300, step: "any", unit: "kg" };
const fives: NumberBounds = { min: 0, max: 52, step: 5, unit: "minutes" };
const odd: NumberBounds = { min: 1, max: 9, step: 2 };

describe("the numbers that bounds take", () => {
  it.each<[NumberBounds, readonly number[], readonly number[]]>([
    [whole, [1, 2, 10], [0, 1.5, 11, Number.NaN, Number.POSITIVE_INFINITY]],
    [tenths, [0, 0.1, 0.3, 0.1 + 0.2, 0.7, 1], [0.05, 0.31, -0.1, 1.1, Number.NaN]],
    [any, [-1.5, 0.1234, 300], [-1.6, 300.1, Number.NaN]],
    [fives, [0, 5, 50], [1, 52, 2.5]],
    [odd, [1, 3, 9], [2, 10]],
  ])("%o", (bounds, taken, refused) => {
    expect(taken.filter((value) => !takesNumber(bounds, value))).toEqual([]);
    expect(refused.filter((value) => takesNumber(bounds, value))).toEqual([]);
  });

  it("are told in words", () => {
    expect([whole, tenths, any, fives].map((bounds) => numberWords(bounds))).toEqual([
      "a whole number from 1 to 10",
      "a number from 0 to 1 in steps of 0.1",
      "a number from -1.5 to 300 kg",
      "a whole number from 0 to 52 minutes in steps of 5",
    ]);
  });

  it("are told as a JSON schema, which refuses nothing that they take", () => {
    expect(numberSchema(whole)).toEqual({ type: "integer", minimum: 1, maximum: 10 });
    expect(numberSchema(tenths)).toEqual({ type: "number", minimum: 0, maximum: 1 });
    expect(numberSchema(any)).toEqual({ type: "number", minimum: -1.5, maximum: 300 });
    expect(numberSchema(fives)).toMatchObject({ type: "integer", multipleOf: 5 });
    expect(numberSchema(odd)).not.toHaveProperty("multipleOf");
    expect([whole, tenths, any, fives, odd].map(isWhole)).toEqual([true, false, false, true, true]);
  });
});

describe("a step from a number", () => {
  it("stays on the steps and within the bounds", () => {
    expect(stepFrom(tenths, 0.2, 1)).toBe(0.3);
    expect(stepFrom(tenths, 0.7, -1)).toBe(0.6);
    expect(stepFrom(tenths, 1, 1)).toBe(1);
    expect(stepFrom(whole, 1.4, 1)).toBe(2);
    expect(stepFrom(fives, 50, 1)).toBe(50);
    expect(stepFrom(any, 0.5, 1)).toBe(1.5);
    expect(stepFrom(any, 299.5, 1)).toBe(300);
    expect(stepFrom(whole, Number.NaN, 1)).toBe(2);
  });
});
