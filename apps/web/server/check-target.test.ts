import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { checkTarget } from "./check-target.ts";

function request(
  url: string,
  headers: Record<string, string> = { host: "host:1" },
  method = "GET",
) {
  return Object.assign(new IncomingMessage(new Socket()), { url, headers, method });
}

describe("checkTarget", () => {
  it.each([
    ["/", "/"],
    ["/a?b=%zz", "/a?b=%zz"],
    ["/%F0%9F%94%A5", "/%F0%9F%94%A5"],
    ["http://proxy.example/a?b", "/a?b"],
    ["http://proxy.example", "/"],
    [
      "/summarization/__data.json?x-sveltekit-invalidated=1",
      "/summarization/__data.json?x-sveltekit-invalidated=1",
    ],
  ])("takes %j", (url, target) => {
    expect(checkTarget(request(url))).toBe(target);
  });

  it.each(["*", "a:443", "/%E0%A4%A", "/%ff", "ftp://host/", "/?x-sveltekit-x=1"])(
    "refuses the address %j",
    (url) => {
      expect(() => checkTarget(request(url))).toThrow(/^(?:The address|Query names)/);
    },
  );

  it.each(["", "a b", "[::", "a/b?c d"])("refuses the host %j", (host) => {
    expect(() => checkTarget(request("/", { host }))).toThrow('"host" header');
  });

  it("refuses methods that no request object can have", () => {
    expect(() => checkTarget(request("/", { host: "a" }, "TRACE"))).toThrow("TRACE is not taken");
  });

  it("keeps SvelteKit's own endings away from the API", () => {
    expect(() => checkTarget(request("/api/v1/status/__data.json"))).toThrow("nothing at this");
  });
});
