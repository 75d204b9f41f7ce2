import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { allTaskRuns } from "../../testing/serve-gradio.ts";
import { cacheUseOf, parseWish } from "./wish.ts";

const runs = allTaskRuns({ clock: fakeClock() });

describe("a run's wish", () => {
  it("is who shall answer and how long to wait; null is left out", () => {
    expect(parseWish({ backend: "onnx", waitMs: 0 }, runs)).toEqual({ choice: "onnx", waitMs: 0 });
    expect(parseWish({ backend: null, waitMs: null }, runs)).toEqual({ choice: "auto" });
    expect(parseWish({}, runs)).toEqual({ choice: "auto" });
  });

  it.each([
    [{ backend: "gpu" }, "backend"],
    [{ backend: "browser" }, "backend"],
    [{ backend: 1 }, "backend"],
    [{ backend: "constructor" }, "backend"],
    [{ waitMs: -1 }, "waitMs"],
    [{ waitMs: 1.5 }, "waitMs"],
    [{ waitMs: 600_001 }, "waitMs"],
    [{ waitMs: "5" }, "waitMs"],
  ])("names the field at fault in %j", (fields, field) => {
    expect(() => parseWish(fields, runs)).toThrow(
      expect.objectContaining({
        code: "invalid-input",
        details: expect.objectContaining({ field }) as object,
      }),
    );
  });

  it("tells which backends run here when one is asked for that does not", () => {
    expect(() => parseWish({ backend: "sagemaker" }, runs)).toThrow(
      'The field "backend" is "sagemaker". Send one that runs here ("auto", "small", "onnx"), or leave it out.',
    );
  });
});

describe("what a caller says of kept answers", () => {
  it.each([
    [undefined, "use"],
    ["", "use"],
    ["max-age=60", "use"],
    ["no-transform", "use"],
    ["no-cache", "refresh"],
    ["max-age=0", "refresh"],
    ["No-Cache, no-transform", "refresh"],
    ["no-store", "none"],
    ["no-cache, NO-STORE", "none"],
    ["x-no-store", "use"],
  ])("in Cache-Control %j is %s", (value, use) => {
    const headers = new Headers(value === undefined ? {} : { "cache-control": value });
    expect(cacheUseOf({ headers })).toBe(use);
  });
});
