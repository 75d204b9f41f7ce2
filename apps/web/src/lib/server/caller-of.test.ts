import { describe, expect, it } from "vitest";
import { callerOf } from "./caller-of.ts";

describe("callerOf", () => {
  it.each([
    ["5.5.5.5", 0, "9.9.9.9"],
    ["5.5.5.5", 1, "5.5.5.5"],
    ["made up, 5.5.5.5", 1, "5.5.5.5"],
    ["made up, 5.5.5.5, 6.6.6.6", 2, "5.5.5.5"],
    ["5.5.5.5", 2, "9.9.9.9"],
    ["", 1, "9.9.9.9"],
  ])("with %j and %i trusted proxies is %s", (forwarded, trustedProxies, caller) => {
    const headers = new Headers({ "x-forwarded-for": forwarded });
    expect(callerOf({ headers, address: "9.9.9.9", trustedProxies })).toBe(caller);
  });

  it("has a word for connections that are gone", () => {
    const connection = { headers: new Headers(), address: undefined, trustedProxies: 0 };
    expect(callerOf(connection)).toBe("unknown");
  });
});
