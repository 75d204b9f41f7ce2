import { describe, expect, it } from "vitest";
import {
  advance,
  type Capacity,
  firstDue,
  missCapacity,
  noteActivity,
  orderCopies,
  phaseOf,
  startCapacity,
} from "./capacity.ts";
import { publishedDurations as durations } from "./durations.ts";

const minute = 60_000;
const at = (minutes: number) => ({ nowMs: minutes * minute, durations });
const phaseAt = (capacity: Capacity, minutes: number) => phaseOf(advance(capacity, at(minutes)));

describe("waking", () => {
  const cold = startCapacity("cold", at(0));

  it("does not wake a cold endpoint that nobody calls", () => {
    expect(firstDue(cold)).toBeUndefined();
    expect(phaseAt(cold, 1000)).toBe("cold");
  });

  it("goes through the alarm, the instance and the copy, in 5.03 minutes", () => {
    const called = missCapacity(cold, at(0));
    expect([0.9, 1.1, 2.7, 2.8, 5, 5.03].map((minutes) => phaseAt(called, minutes))).toEqual([
      "alarm",
      "starting-instance",
      "starting-instance",
      "starting-copy",
      "starting-copy",
      "warm",
    ]);
  });

  it("raises one alarm however many calls find no capacity", () => {
    const called = missCapacity(missCapacity(cold, at(0)), at(0.9));
    expect(firstDue(called)).toEqual({ step: "alarm", atMs: minute });
  });

  it("skips the alarm when copies are ordered", () => {
    const ordered = orderCopies(cold, 1, at(0));
    expect(phaseOf(ordered)).toBe("starting-instance");
    expect(phaseAt(ordered, 4.03)).toBe("warm");
  });

  it("needs no alarm while a copy is on its way", () => {
    const ordered = orderCopies(cold, 1, at(0));
    expect(missCapacity(ordered, at(1))).toEqual(ordered);
  });

  it("keeps what an alarm that was overtaken by an order has brought", () => {
    const ordered = orderCopies(missCapacity(cold, at(0)), 2, at(0.5));
    expect(advance(ordered, at(4.6))).toMatchObject({ currentCopies: 2, instances: 2 });
  });
});

describe("falling asleep", () => {
  const warm = startCapacity("warm", at(0));

  it("loses its copies after 15 idle minutes and its instance 10 minutes later", () => {
    expect([14.9, 15.1, 24.9, 25.1].map((minutes) => phaseAt(warm, minutes))).toEqual([
      "warm",
      "releasing-instance",
      "releasing-instance",
      "cold",
    ]);
  });

  it("counts the idle time from the end of the last invocation", () => {
    const busy = noteActivity(advance(warm, at(14)), true, at(14));
    expect(phaseAt(busy, 100)).toBe("warm");
    const idle = noteActivity(advance(busy, at(100)), false, at(100));
    expect([114, 116].map((minutes) => phaseAt(idle, minutes))).toEqual([
      "warm",
      "releasing-instance",
    ]);
  });

  it("wakes on the instance that still runs, without starting another", () => {
    const released = advance(warm, at(16));
    const called = missCapacity(released, at(16));
    expect(phaseOf(called)).toBe("alarm");
    expect(phaseAt(called, 17.1)).toBe("starting-copy");
    expect(phaseAt(called, 19.4)).toBe("warm");
  });

  it("goes to sleep when no copies are ordered, copies first", () => {
    const ordered = orderCopies(warm, 0, at(1));
    expect(ordered).toMatchObject({ currentCopies: 0, instances: 1 });
    expect(phaseAt(ordered, 11.1)).toBe("cold");
  });

  it("gives up a wake that is called off", () => {
    const ordered = orderCopies(startCapacity("cold", at(0)), 1, at(0));
    const calledOff = orderCopies(advance(ordered, at(1)), 0, at(1));
    expect(phaseAt(calledOff, 100)).toBe("cold");
    expect(firstDue(calledOff)).toBeUndefined();
  });
});
