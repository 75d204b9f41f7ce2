import { describe, expect, it } from "vitest";
import { ByteBudget } from "./byte-budget.ts";

describe("ByteBudget", () => {
  it("refuses what would be too much for one caller or for all, with the numbers and when to come back", () => {
    const budget = new ByteBudget({ maxBytes: 100, maxCallerBytes: 60 });
    const first = budget.open("a");
    first.set(50);
    const refused = { code: "overloaded", retryable: true };
    expect(() => {
      budget.open("a").set(11);
    }).toThrow(
      expect.objectContaining({
        ...refused,
        details: { retryAfterMs: 5000, size: 61, limit: 60 },
      }),
    );
    expect(() => {
      budget.open("b").set(51);
    }).toThrow(
      expect.objectContaining({ message: expect.stringContaining("101 bytes") as string }),
    );
    expect(budget.bytes).toBe(50);
    first.set(20);
    budget.open("b").set(60);
    expect(budget.bytes).toBe(80);
  });

  it("keeps what is held when more is refused, and gives all of it back", () => {
    const budget = new ByteBudget({ maxBytes: 100 });
    const held = budget.open("a");
    held.set(25);
    expect(() => {
      held.set(26);
    }).toThrow("the limit is 25");
    expect(budget.bytes).toBe(25);
    held.release();
    held.release();
    expect(budget.bytes).toBe(0);
  });
});
