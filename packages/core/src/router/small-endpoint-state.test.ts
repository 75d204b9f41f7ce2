import { describe, expect, it } from "vitest";
import { smallEndpointState } from "./small-endpoint-state.ts";

describe("smallEndpointState", () => {
  it("is passed over while something speaks against it, or as many wait as it does at a time", () => {
    const load = { waiting: 1, capacity: 2 };
    expect(smallEndpointState(null, load)).toEqual({ available: true });
    const why = { code: "failing" } as const;
    expect(smallEndpointState(why, load)).toEqual({ available: false, why, canWait: false });
    expect(smallEndpointState(null, { waiting: 2, capacity: 2 })).toMatchObject({
      why: { code: "crowded", waiting: 2 },
    });
  });
});
