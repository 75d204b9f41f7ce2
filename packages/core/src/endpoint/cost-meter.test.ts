import { describe, expect, it } from "vitest";
import { CostMeter } from "./cost-meter.ts";
import { instancePrices } from "./instance-prices.ts";

const second = 1000;
const minute = 60 * second;

function meter(instanceType = "ml.g5.2xlarge"): CostMeter {
  return new CostMeter({ instanceType, since: "2026-11-21T08:00:00.000Z" });
}

describe("CostMeter", () => {
  it("has watched nothing before the first look", () => {
    expect(meter().cost(minute)).toMatchObject({
      watchedSeconds: 0,
      awakeSeconds: 0,
      hourlyUsd: 0,
    });
  });

  it("adds up instance-seconds from what was seen when", () => {
    const watched = meter();
    for (let atMs = 0; atMs <= 60 * minute; atMs += minute) {
      // Two instances for the last 20 minutes, one for the 20 before them.
      watched.see(Math.floor(atMs / (20 * minute)), atMs);
    }
    expect(watched.cost(60 * minute)).toEqual({
      since: "2026-11-21T08:00:00.000Z",
      watchedSeconds: 3600,
      awakeSeconds: 3600,
      estimatedUsd: 1.515,
      alwaysOnUsd: 1.515,
      hourlyUsd: 4.545,
      instanceHourlyUsd: 1.515,
      instanceType: "ml.g5.2xlarge",
      priceSource: instancePrices.get("ml.g5.2xlarge")?.source,
    });
  });

  it("counts on between two looks", () => {
    const watched = meter();
    watched.see(1, 0);
    expect(watched.cost(30 * second)).toMatchObject({ watchedSeconds: 30, awakeSeconds: 30 });
  });

  it("leaves a gap in the looks out of both sums", () => {
    const watched = meter();
    watched.see(1, 0);
    expect(watched.cost(60 * minute)).toMatchObject({ watchedSeconds: 150, awakeSeconds: 150 });
    watched.see(0, 60 * minute);
    watched.see(0, 61 * minute);
    expect(watched.cost(61 * minute)).toMatchObject({ watchedSeconds: 210, awakeSeconds: 150 });
  });

  it("says when a type has no known price", () => {
    const watched = meter("ml.p9.huge");
    watched.see(1, 0);
    expect(watched.cost(minute)).toMatchObject({
      awakeSeconds: 60,
      estimatedUsd: 0,
      alwaysOnUsd: 0,
      hourlyUsd: 0,
      instanceHourlyUsd: null,
      priceSource: null,
    });
  });

  it("has a dated source for every price", () => {
    for (const { usdPerHour, source } of instancePrices.values()) {
      expect(usdPerHour).toBeGreaterThan(0);
      expect(source).toMatch(/20\d\d/u);
    }
  });
});
