import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../contract/json.ts";
import { parseRunBody } from "./run-body.ts";

function errorOf(body: unknown): unknown {
  try {
    return parseRunBody(body);
  } catch (error) {
    return error;
  }
}

describe("parseRunBody", () => {
  it("parts the fields of every run from those of the task", () => {
    expect(parseRunBody({ text: "a", backend: "onnx", waitMs: 0 })).toEqual({
      kind: "single",
      wish: { backend: "onnx", waitMs: 0 },
      input: { text: "a" },
    });
  });

  it("reads a batch in order", () => {
    expect(parseRunBody({ inputs: [1, "b"], backend: null })).toEqual({
      kind: "batch",
      wish: { backend: null },
      inputs: [1, "b"],
    });
  });

  it.each([[null], [[]], ["text"], [3], [true]])("refuses the body %j", (body) => {
    expect(() => parseRunBody(body)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });

  it.each([
    [{ inputs: {} }, "inputs"],
    [{ inputs: [1], text: "a" }, "text"],
  ])("names the field at fault in %j", (body, field) => {
    expect(errorOf(body)).toMatchObject({ code: "invalid-input", details: { field } });
  });

  it.each([0, 257])("refuses a batch of %i with its size and the limit", (size) => {
    const inputs = Array.from({ length: size }, () => ({}));
    expect(() => parseRunBody({ inputs })).toThrow(
      expect.objectContaining({ details: { field: "inputs", size, limit: 256 } }),
    );
  });

  it("hands __proto__ on to the task as a field of that name", () => {
    const body: unknown = JSON.parse('{"__proto__": {"backend": "onnx"}}');
    const parsed = parseRunBody(body);
    expect(parsed.wish.backend).toBeUndefined();
    const input = parsed.kind === "single" ? parsed.input : null;
    expect(isJsonObject(input) && Object.keys(input)).toEqual(["__proto__"]);
  });
});
