import { describe, expect, it } from "vitest";
import { WakeTimes } from "./wake-times.ts";

describe("WakeTimes", () => {
  it("expects what it was told until it has seen a wake", () => {
    const times = new WakeTimes(302);
    expect(times.expectedSeconds).toBe(302);
    times.learn(200);
    expect(times.expectedSeconds).toBe(200);
    expect(new WakeTimes(5).expectedSeconds).toBe(5);
  });

  it("expects the median, which one odd wake hardly moves, and forgets old ones", () => {
    const times = new WakeTimes(302);
    for (const seconds of [200, 5000, 210, 190]) times.learn(seconds);
    expect(times.expectedSeconds).toBe(205);
    for (const seconds of [100, 100, 100, 100]) times.learn(seconds);
    expect(times.expectedSeconds).toBe(100);
  });
});
