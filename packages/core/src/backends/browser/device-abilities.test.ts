import { describe, expect, it } from "vitest";
import { chooseRuntime, readAbilities } from "./device-abilities.ts";

const able = { isIsolated: true, cores: 8, hasSimd: true };

describe("chooseRuntime", () => {
  it("takes two threads where the page is isolated, however many cores there are", () => {
    expect(chooseRuntime(able)).toEqual({ threads: 2, reason: "2 threads" });
  });

  it("takes one thread on one core and says why", () => {
    const choice = chooseRuntime({ ...able, cores: 1 });
    expect(choice?.threads).toBe(1);
    expect(choice?.reason).toContain("one core");
  });

  it("takes one thread where shared memory is not allowed and says why", () => {
    const choice = chooseRuntime({ ...able, isIsolated: false });
    expect(choice?.threads).toBe(1);
    expect(choice?.reason).toContain("headers");
  });

  it("has no runtime for a browser without SIMD", () => {
    expect(chooseRuntime({ ...able, hasSimd: false })).toBeNull();
  });
});

it("finds SIMD where this platform has it", () => {
  expect(readAbilities().hasSimd).toBe(true);
});
