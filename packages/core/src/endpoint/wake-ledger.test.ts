import { describe, expect, it } from "vitest";
import { MemoryWakeLedger } from "./wake-ledger.ts";

describe("MemoryWakeLedger", () => {
  it("counts up to the limit of a day, and each day anew", async () => {
    const ledger = new MemoryWakeLedger();
    expect(await ledger.used("2026-11-21")).toBe(0);
    expect(await ledger.take("2026-11-21", 2)).toBe(true);
    expect(await ledger.take("2026-11-21", 2)).toBe(true);
    expect(await ledger.take("2026-11-21", 2)).toBe(false);
    expect(await ledger.used("2026-11-21")).toBe(2);
    expect(await ledger.used("2026-11-22")).toBe(0);
    expect(await ledger.take("2026-11-22", 2)).toBe(true);
    expect(await ledger.used("2026-11-22")).toBe(1);
  });

  it("takes a count back, on its own day only and never below 0", async () => {
    const ledger = new MemoryWakeLedger();
    await ledger.take("2026-11-21", 1);
    await ledger.giveBack("2026-11-20");
    expect(await ledger.used("2026-11-21")).toBe(1);
    await ledger.giveBack("2026-11-21");
    await ledger.giveBack("2026-11-21");
    expect(await ledger.used("2026-11-21")).toBe(0);
    expect(await ledger.take("2026-11-21", 0)).toBe(false);
  });
});
