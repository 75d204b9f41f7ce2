import { describe, expect, it } from "vitest";
import { acceptedType, prefersHtml } from "./accepted-type.ts";

const offered = ["application/json", "text/event-stream"] as const;

describe("acceptedType", () => {
  it.each([
    [null, "application/json"],
    ["", "application/json"],
    ["*/*", "application/json"],
    ["text/event-stream", "text/event-stream"],
    ["application/json, text/event-stream", "application/json"],
    ["application/json;q=0.5, text/event-stream", "text/event-stream"],
    ["text/*", "text/event-stream"],
    ["text/html, application/xhtml+xml, */*;q=0.8", "application/json"],
    ["application/problem+json", "application/json"],
    ["TEXT/EVENT-STREAM", "text/event-stream"],
  ])("reads %j as %s", (accept, type) => {
    expect(acceptedType(accept, offered)).toBe(type);
  });

  it.each([
    "text/html",
    "application/json;q=0, text/event-stream;q=0",
    "image/png, audio/*",
    "*/*;q=0",
  ])("refuses %j, which takes neither", (accept) => {
    expect(() => acceptedType(accept, offered)).toThrow(
      expect.objectContaining({ code: "not-acceptable" }),
    );
  });

  it("lets the exact type speak before the wildcard", () => {
    expect(acceptedType("*/*, application/json;q=0", offered)).toBe("text/event-stream");
  });
});

describe("prefersHtml", () => {
  it.each([
    ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true],
    ["text/html", true],
    ["text/html;q=0", false],
    ["application/json, text/html;q=0.9", false],
    ["text/html, application/json", false],
    ["*/*", false],
    ["text/event-stream", false],
    ["", false],
    [null, false],
  ])("of %j is %s", (accept, isPage) => {
    expect(prefersHtml(accept)).toBe(isPage);
  });
});
