import { expect, test } from "vitest";
import { TimeLeft } from "./time-left.ts";

const at = (done: number, stage: "loading" | "reading" | "waking" = "reading") =>
  ({
    status: "running",
    by: { backend: "browser", role: "small" },
    text: "",
    progress: { stage, done, total: 100, unit: "windows" },
  }) as const;

test("the rest takes as long as its like took, once enough was seen", () => {
  let nowMs = 0;
  const left = new TimeLeft(() => nowMs);
  expect(left.of(at(10))).toBeNull();
  nowMs = 1_000;
  expect(left.of(at(15))).toBeNull();
  nowMs = 4_000;
  expect(left.of(at(30))).toBeCloseTo(14);
});

test("another stage begins anew, and so does another run", () => {
  let nowMs = 0;
  const left = new TimeLeft(() => nowMs);
  left.of(at(0, "loading"));
  nowMs = 9_000;
  expect(left.of(at(10))).toBeNull();
  nowMs = 12_000;
  expect(left.of(at(60))).toBeCloseTo(2.4);
  expect(left.of(at(0))).toBeNull();
});

test("nothing is told of a wake, nor without progress", () => {
  const left = new TimeLeft(() => 0);
  expect(left.of(at(50, "waking"))).toBeNull();
  expect(left.of({ status: "idle" })).toBeNull();
});
