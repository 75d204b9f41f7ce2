import { describe, expect, it } from "vitest";
import { callerOf, knownKeys } from "./caller-of.ts";

const nobody = knownKeys([]);

describe("callerOf", () => {
  it.each([
    ["5.5.5.5", 0, "9.9.9.9"],
    ["5.5.5.5", 1, "5.5.5.5"],
    ["made up, 5.5.5.5", 1, "5.5.5.5"],
    ["made up, 5.5.5.5, 6.6.6.6", 2, "5.5.5.5"],
    ["5.5.5.5", 2, "9.9.9.9"],
    ["", 1, "9.9.9.9"],
    ["5.5.5.5:50123", 1, "5.5.5.5"],
    ["5.5.5.5;suffix", 1, "5.5.5.5"],
    ["::ffff:5.5.5.5", 1, "5.5.5.5"],
    ["2001:db8::1, [2001:db8:1:2:3::4]:443", 1, "2001:db8:1:2::/64"],
    ["not an address", 1, "9.9.9.9"],
  ])("with %j and %i trusted proxies is %s", (forwarded, trustedProxies, caller) => {
    const headers = new Headers({ "x-forwarded-for": forwarded });
    const connection = { headers, address: "9.9.9.9", trustedProxies, keys: nobody };
    expect(callerOf(connection)).toEqual({ caller, isKnownCaller: false });
  });

  it("takes the IPv4 address of a socket for both families for that address", () => {
    const connection = { headers: new Headers(), address: "::ffff:9.9.9.9", trustedProxies: 0 };
    expect(callerOf({ ...connection, keys: nobody })).toMatchObject({ caller: "9.9.9.9" });
  });

  it("has a word for connections that are gone", () => {
    const connection = { headers: new Headers(), address: undefined, trustedProxies: 0 };
    expect(callerOf({ ...connection, keys: nobody })).toMatchObject({ caller: "unknown" });
  });

  const key = "0123456789abcdef";
  const of = (authorization: string | null, keys = knownKeys(["another-key-of-ours", key])) => {
    const headers = new Headers(authorization === null ? {} : { authorization });
    return callerOf({ headers, address: "9.9.9.9", trustedProxies: 0, keys });
  };

  it("knows the holder of a key wherever that calls from, without telling the key", () => {
    const known = of(`Bearer ${key}`);
    expect(known).toEqual({
      caller: expect.stringMatching(/^key [0-9a-f]{16}$/u) as string,
      isKnownCaller: true,
    });
    expect(of(`bearer  ${key} `)).toEqual(known);
    expect(of("Bearer another-key-of-ours").caller).not.toBe(known.caller);
    expect(JSON.stringify(known)).not.toContain(key);
  });

  it("refuses a key that is none of ours, and never shows it", () => {
    const error = { code: "unknown-key", message: expect.not.stringContaining("wrong") as string };
    expect(() => of("Bearer wrong-key-0123456")).toThrow(expect.objectContaining(error));
    expect(() => of(`Bearer ${key}x`)).toThrow(expect.objectContaining({ code: "unknown-key" }));
  });

  it.each([null, "", "Basic dXNlcjpwYXNz", "Bearer"])("takes %j for no key", (authorization) => {
    expect(of(authorization)).toEqual({ caller: "9.9.9.9", isKnownCaller: false });
  });

  it("leaves the header alone where there are no keys", () => {
    expect(of("Bearer from-the-proxy-before-us", nobody)).toMatchObject({ isKnownCaller: false });
  });
});
