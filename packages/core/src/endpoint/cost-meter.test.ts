import { describe, expect, it } from "vitest";
import { CostMeter, type InstancePrice } from "./cost-meter.ts";

const second = 1000;
const minute = 60 * second;

const known: InstancePrice = { usdPerHour: 1.515, source: "a price table of March 2026" };

function meter(price: InstancePrice | null = known): CostMeter {
  const since = "2026-11-21T08:00:00.000Z";
  return new CostMeter({ instanceType: "ml.g5.2xlarge", price, since });
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
      priceSource: "a price table of March 2026",
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
    const watched = meter(null);
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
});
