import { describe, expect, it } from "vitest";
import { endpointStatus } from "../testing/fake-endpoint.ts";
import { largeModelState } from "./large-model-state.ts";

const idle = { waiting: 0, capacity: 5 };

describe("largeModelState", () => {
  it("is available when the endpoint is, and not while as many wait as it does at a time", () => {
    const status = endpointStatus({ temperature: "warm" });
    const state = { canWait: true };
    expect(largeModelState(status, { waiting: 4, capacity: 5 })).toEqual({
      ...state,
      available: true,
    });
    expect(largeModelState(status, { waiting: 5, capacity: 5 })).toEqual({
      ...state,
      available: false,
      why: "it is busy, 5 runs wait for it",
      isTroubled: true,
    });
  });

  it.each([
    [{ temperature: "cold" }, "it is asleep (about 3 min to wake)", false],
    [{ temperature: "cold", wakeSeconds: 5.2 }, "it is asleep (about 5 s to wake)", false],
    [{ temperature: "cold", words: "not seen yet" }, "it was not seen yet", false],
    [{ temperature: "warming" }, "it is waking, about 3 min", false],
    [
      { temperature: "warm", available: false, words: "awake, but busy" },
      "it is awake, but busy",
      true,
    ],
    [{ temperature: "down" }, "it fails", true],
    [{ temperature: "down", words: "unavailable" }, "it is unavailable", true],
  ] as const)("says of %j: %s", (change, why, isTroubled) => {
    const state = largeModelState(endpointStatus(change), idle);
    expect(state).toMatchObject({ available: false, why, isTroubled });
  });

  it("can be waited for unless it is down", () => {
    const canWait = (temperature: "cold" | "warming" | "warm" | "down") =>
      largeModelState(endpointStatus({ temperature }), idle).canWait;
    expect(canWait("cold")).toBe(true);
    expect(canWait("warming")).toBe(true);
    expect(canWait("down")).toBe(false);
  });
});
