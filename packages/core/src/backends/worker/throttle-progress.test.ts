import { expect, it } from "vitest";
import type { Progress } from "../../contract/run-event.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { progressIntervalMs, throttleProgress } from "./throttle-progress.ts";

it("passes on the first and last report of each stage and one per interval between", async () => {
  const clock = fakeClock();
  const told: string[] = [];
  const report = throttleProgress(clock, ({ stage, done }) => told.push(`${stage} ${done}`));
  const at = (stage: Progress["stage"], done: number) => {
    report({ stage, done, total: 9, unit: "bytes" });
  };
  at("loading", 1);
  at("loading", 2);
  await clock.advance(progressIntervalMs);
  at("loading", 3);
  at("loading", 4);
  at("loading", 9);
  at("reading", 1);
  at("reading", 2);
  expect(told).toEqual(["loading 1", "loading 3", "loading 9", "reading 1"]);
});
