import { describe, expect, it } from "vitest";
import { fakeClock } from "./fake-clock.ts";

describe("fakeClock", () => {
  it("ends waits in the order of their times, each at its own time", async () => {
    const clock = fakeClock();
    const ended: string[] = [];
    const wait = async (name: string, ms: number) => {
      await clock.wait(ms);
      ended.push(`${name} at ${clock.nowMs()}`);
    };
    void wait("late", 30);
    void wait("early", 10).then(() => wait("after early", 10));
    await clock.advance(25);
    expect(ended).toEqual(["early at 10", "after early at 20"]);
    expect(clock.nowMs()).toBe(25);
    await clock.advance(5);
    expect(ended.at(-1)).toBe("late at 30");
  });

  it("ends a wait with an abort", async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const wait = expect(clock.wait(10, controller.signal)).rejects.toMatchObject({
      code: "aborted",
    });
    controller.abort();
    await wait;
    await expect(clock.wait(10, AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
  });

  it("passes waits at once when it moves by itself", async () => {
    const clock = fakeClock({ autoAdvance: true });
    await clock.wait(3_600_000);
    expect(clock.nowMs()).toBe(3_600_000);
  });
});
