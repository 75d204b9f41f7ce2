import { describe, expect, it } from "vitest";
import { fromWireError, InferenceError, isAbort, toWireError } from "./inference-error.ts";

describe("toWireError and fromWireError", () => {
  it("carry an error across a border with its code, facts and message", () => {
    const error = new InferenceError("overloaded", "The line is full. Wait.", {
      retryable: true,
      retryAfterMs: 2000,
      size: 8,
      limit: 8,
      cause: new Error("stays here"),
    });
    const arrived = fromWireError(structuredClone(toWireError(error)));
    expect(toWireError(arrived)).toEqual(toWireError(error));
    expect(arrived).toBeInstanceOf(InferenceError);
    expect(JSON.stringify(toWireError(error))).not.toContain("stays here");
  });

  it.each([new TypeError("secret input"), "secret input", null, undefined, { message: "secret" }])(
    "tells nothing of an unforeseen error",
    (error) => {
      const wire = toWireError(error);
      expect(wire).toMatchObject({ code: "internal", retryable: false });
      expect(wire.message).not.toContain("secret");
    },
  );

  it("know the platform's abort as ours", () => {
    const aborted = new DOMException("This operation was aborted", "AbortError");
    expect(isAbort(aborted)).toBe(true);
    expect(toWireError(aborted).code).toBe("aborted");
    expect(isAbort(new Error("AbortError"))).toBe(false);
  });
});
