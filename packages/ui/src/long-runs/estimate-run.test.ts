import { describe, expect, test } from "vitest";
import { expectedMs, runTimeOf, type RunTime, sizeOf } from "./estimate-run.ts";

const task = { id: "echo" };
const run = { backend: "browser", role: "small", cached: false, computeMs: 2_000 } as const;
const input = (characters: number, isTwice = false) => ({
  text: "x".repeat(characters),
  twice: isTwice,
});

function timeOf(
  characters: number,
  facts: { readonly computeMs?: number; readonly isTwice?: boolean } = {},
): RunTime {
  const { isTwice = false, ...about } = facts;
  const time = runTimeOf({ task, input: input(characters, isTwice), run: { ...run, ...about } });
  if (!time) throw new Error("This run was measured.");
  return time;
}

describe("the time of a run", () => {
  test("grows with its text, by the median of runs like it", () => {
    const times = [timeOf(10_000), timeOf(10_000, { computeMs: 90_000 }), timeOf(20_000)];
    expect(expectedMs(times, sizeOf(task, input(100_000), "device"))).toBe(20_000);
  });

  test("is not told by runs elsewhere, with other switches, of another task, or of a few words", () => {
    const times = [timeOf(10_000, { isTwice: true }), timeOf(999)];
    expect(expectedMs(times, sizeOf(task, input(5_000), "device"))).toBeNull();
    expect(expectedMs([timeOf(10_000)], sizeOf(task, input(5_000), "server"))).toBeNull();
    expect(
      expectedMs([timeOf(10_000)], sizeOf({ id: "other" }, input(5_000), "device")),
    ).toBeNull();
  });

  test("is not told by a run that was not computed", () => {
    expect(runTimeOf({ task, input: input(10_000), run: { ...run, cached: true } })).toBeNull();
  });
});
