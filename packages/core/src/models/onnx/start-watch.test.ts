import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { isStartTimeout, StartWatch } from "./start-watch.ts";

const step = { stage: "loading", done: 1, total: 2, unit: "bytes" } as const;

describe("StartWatch", () => {
  it("gives what has started and passes progress on", async () => {
    const heard: unknown[] = [];
    const watch = new StartWatch((progress) => heard.push(progress), fakeClock());
    watch.report(step);
    await expect(watch.over(Promise.resolve("model"))).resolves.toBe("model");
    expect(heard).toEqual([step]);
  });

  it("gives up on a start that says nothing for a minute", async () => {
    const watch = new StartWatch(() => undefined, fakeClock({ autoAdvance: true }));
    const error = await watch.over(new Promise(() => undefined)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "timeout", retryable: true });
    expect(isStartTimeout(error)).toBe(true);
  });

  it("waits on while bytes come in", async () => {
    const clock = fakeClock();
    const watch = new StartWatch(() => undefined, clock);
    const { promise, resolve } = Promise.withResolvers<string>();
    const started = watch.over(promise);
    for (let seconds = 0; seconds < 180; seconds += 45) {
      await clock.advance(45_000);
      watch.report(step);
    }
    resolve("model");
    await expect(started).resolves.toBe("model");
  });
});
