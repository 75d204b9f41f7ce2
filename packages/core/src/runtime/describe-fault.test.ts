import { describe, expect, it } from "vitest";
import { describeFault } from "./describe-fault.ts";

describe("describeFault", () => {
  it("tells the class, the code and the place, not the message", () => {
    const fault = Object.assign(new RangeError("secret\ninput"), { code: "ERR_OUT_OF_RANGE" });
    const words = describeFault(fault);
    expect(words).toMatch(/^RangeError ERR_OUT_OF_RANGE\n\s+at .*describe-fault\.test/);
    expect(words).not.toMatch(/secret|input/);
  });

  it("tells nothing but the type of what is no error", () => {
    expect(describeFault("secret input")).toBe("string");
  });
});
