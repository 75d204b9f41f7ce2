import { describe, expect, it } from "vitest";
import { endpointStatus } from "../testing/fake-endpoint.ts";
import { largeModelState } from "./large-model-state.ts";

const idle = { waiting: 0, capacity: 5 };

describe("largeModelState", () => {
  it("is available when the endpoint is, and not while as many wait as it does at a time", () => {
    const status = endpointStatus({ temperature: "warm" });
    expect(largeModelState(status, { waiting: 4, capacity: 5 })).toEqual({ available: true });
    expect(largeModelState(status, { waiting: 5, capacity: 5 })).toEqual({
      available: false,
      why: { code: "crowded", waiting: 5 },
      canWait: true,
    });
  });

  it.each([
    [{ temperature: "cold" }, { code: "asleep", wakeSeconds: 180 }, true],
    [{ temperature: "cold", condition: { code: "unseen" } }, { code: "unseen" }, true],
    [{ temperature: "warming" }, { code: "waking", secondsToWarm: 180, isLate: false }, true],
    [{ temperature: "warm", available: false }, { code: "throttled" }, true],
    [{ temperature: "down" }, { code: "failing" }, false],
    [{ temperature: "down", condition: { code: "denied" } }, { code: "denied" }, false],
  ] as const)("of %j is %j, and can be waited for: %s", (change, why, canWait) => {
    const state = largeModelState(endpointStatus(change), idle);
    expect(state).toEqual({ available: false, why, canWait });
  });

  it("takes one that is awake and takes no runs for one that has no room", () => {
    const status = { ...endpointStatus({ temperature: "warm" }), available: false };
    expect(largeModelState(status, idle)).toMatchObject({ why: { code: "throttled" } });
  });
});
