import { describe, expect, it } from "vitest";
import { lengthen, noPause } from "./pause.ts";

const growth = { firstMs: 10, mostMs: 30 };

describe("lengthen", () => {
  it("doubles each pause up to the most, and counts a burst once", () => {
    const first = lengthen(noPause, growth, 0);
    expect(first).toEqual({ times: 1, untilMs: 10 });
    expect(lengthen(first, growth, 9)).toBe(first);
    const second = lengthen(first, growth, 10);
    expect(second).toEqual({ times: 2, untilMs: 30 });
    expect(lengthen(second, growth, 100)).toEqual({ times: 3, untilMs: 130 });
  });

  it("stays at the most after any number of times", () => {
    expect(lengthen({ times: 5000, untilMs: 0 }, growth, 0).untilMs).toBe(30);
  });
});
