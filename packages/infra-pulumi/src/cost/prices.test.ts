import { expect, test } from "vitest";
import { instanceTypes } from "../sizing/instances.ts";
import { instancePrices, prices, usagePrices } from "./prices.ts";

test("every price is above 0 and says where it was read", () => {
  const all = [...Object.values(prices), ...usagePrices, ...Object.values(instancePrices)];
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(({ usd, source }) => !(usd > 0) || source === "")).toEqual([]);
});

test("every instance type that a stage may use has a price, and no other", () => {
  expect(Object.keys(instancePrices).toSorted()).toEqual(instanceTypes.toSorted());
});
