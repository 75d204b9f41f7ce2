import { describe, expect, it } from "vitest";
import { instancePrice } from "./instance-price.ts";

describe("instancePrice", () => {
  it("gives the hour of an instance type and where it was read", () => {
    expect(instancePrice("ml.g5.2xlarge")).toEqual({
      usdPerHour: 1.515,
      source: expect.stringMatching(/20\d\d/u) as string,
    });
  });

  it("knows no price of a type that the file does not have", () => {
    expect(instancePrice("ml.p5.48xlarge")).toBeNull();
    expect(instancePrice("")).toBeNull();
  });
});
