import { describe, expect, it } from "vitest";
import { allowedHosts, checkHost } from "./check-host.ts";

describe("the names that the server answers to", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["localhost", "loopback"],
    ["::1", "loopback"],
    ["0.0.0.0", "any"],
    ["::", "any"],
    ["192.168.1.5", "any"],
  ])("are, where it listens on %s and none is named, %s", (host, hosts) => {
    expect(allowedHosts([], host)).toBe(hosts);
  });

  it("are those that are named, wherever it listens", () => {
    expect(allowedHosts(["lab.example"], "0.0.0.0")).toEqual(["lab.example"]);
    expect(allowedHosts(["lab.example", "*"], "127.0.0.1")).toBe("any");
  });

  it.each(["localhost:3000", "127.0.0.1", "[::1]:80", "lab.example", "LAB.example:8443"])(
    "include %s",
    (host) => {
      expect(() => {
        checkHost(host, "/", ["lab.example"]);
      }).not.toThrow();
    },
  );

  it.each(["evil.example", "evil.example:3000", "localhost.evil.example", "127.0.0.1.nip.io"])(
    "do not include %s, but for health checks",
    (host) => {
      for (const allowed of ["loopback", ["lab.example"]] as const) {
        expect(() => {
          checkHost(host, "/api/v1/status", allowed);
        }).toThrow(expect.objectContaining({ code: "unknown-host" }));
        for (const path of ["/healthz", "/readyz"]) {
          expect(() => {
            checkHost(host, path, allowed);
          }).not.toThrow();
        }
      }
    },
  );
});
