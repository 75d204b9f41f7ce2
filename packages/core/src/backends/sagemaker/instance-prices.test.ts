import { describe, expect, it } from "vitest";
import { instancePrices } from "./instance-prices.ts";

describe("the prices of instances", () => {
  it("have a dated source each", () => {
    expect(instancePrices.size).toBeGreaterThan(0);
    for (const { usdPerHour, source } of instancePrices.values()) {
      expect(usdPerHour).toBeGreaterThan(0);
      expect(source).toMatch(/20\d\d/u);
    }
  });
});
