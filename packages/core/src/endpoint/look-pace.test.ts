import { describe, expect, it } from "vitest";
import { lifeOfCopies } from "../testing/observations.ts";
import { type Description, nextEndpointState, unseenEndpoint } from "./endpoint-state.ts";
import { lookAfterMs, usualPace } from "./look-pace.ts";

const { asleep, starting, running } = lifeOfCopies;

function after(description: Description) {
  return nextEndpointState(unseenEndpoint(0), { kind: "described", ...description }, 0);
}

describe("the pace of the looks", () => {
  it("is slow while nothing runs, quicker while money is spent, and close while something happens", () => {
    const { alertMs, awakeMs, asleepMs } = usualPace;
    expect(lookAfterMs(after(asleep), false, usualPace)).toBe(asleepMs);
    expect(lookAfterMs(after({ ...asleep, instances: 1 }), false, usualPace)).toBe(awakeMs);
    expect(lookAfterMs(after(running), false, usualPace)).toBe(awakeMs);
    expect(lookAfterMs(after(starting), false, usualPace)).toBe(alertMs);
    expect(lookAfterMs(after(asleep), true, usualPace)).toBe(alertMs);
  });

  it("is held back while the looks fail", () => {
    const blind = nextEndpointState(after(starting), { kind: "unseen" }, 0);
    expect(lookAfterMs(blind, false, usualPace)).toBe(usualPace.blindMs);
  });
});
