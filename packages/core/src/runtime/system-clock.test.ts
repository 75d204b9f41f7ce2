import { describe, expect, it } from "vitest";
import { systemClock } from "./system-clock.ts";

describe("systemClock", () => {
  it("resolves a wait not before its time", async () => {
    const startedAtMs = systemClock.nowMs();
    await systemClock.wait(5);
    // Timers count whole milliseconds.
    expect(systemClock.nowMs() - startedAtMs).toBeGreaterThanOrEqual(4);
  });

  it("ends a wait when the signal fires, or has fired before", async () => {
    const controller = new AbortController();
    const wait = systemClock.wait(3_600_000, controller.signal);
    controller.abort();
    await expect(wait).rejects.toMatchObject({ code: "aborted" });
    await expect(systemClock.wait(3_600_000, AbortSignal.abort())).rejects.toMatchObject({
      code: "aborted",
    });
  });
});
