import { describe, expect, it } from "vitest";
import { redirectOf, withoutBase } from "./base-path.ts";

const pages = new Set(["/summarization", "/embed/summarization", "/summarization.html", ""]);

describe("the path under which the server is shown", () => {
  it.each([
    ["/lab/", "/"],
    ["/lab/summarization?a=/lab/b", "/summarization?a=/lab/b"],
    ["/lab/lab/a", "/lab/a"],
    ["/healthz", "/healthz"],
    ["/laboratory", "/laboratory"],
    ["/", "/"],
  ])("is taken off %s", (target, rest) => {
    expect(withoutBase(target, "/lab")).toBe(rest);
    expect(withoutBase(target, "")).toBe(target);
  });

  it.each([
    ["/lab", "/lab/"],
    ["/lab?a=1", "/lab/?a=1"],
    ["/lab/summarization/", "../summarization"],
    ["/summarization/?a=1?b", "../summarization?a=1?b"],
    ["/lab/embed/summarization/", "../summarization"],
    ["/lab/", null],
    ["/lab/nothing/", null],
    ["/lab/api/v1/status/", null],
    ["/lab/summarization", null],
    ["/", null],
  ])("sends %s to %s", (target, place) => {
    expect(redirectOf(target, { basePath: "/lab", pages })).toBe(place);
  });

  it("sends nobody anywhere but to a page's own spelling where there is none", () => {
    expect(redirectOf("/", { basePath: "", pages })).toBeNull();
    expect(redirectOf("//summarization/", { basePath: "", pages })).toBeNull();
    expect(redirectOf("/summarization/", { basePath: "", pages })).toBe("../summarization");
  });
});
