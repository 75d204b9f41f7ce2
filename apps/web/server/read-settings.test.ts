import { describe, expect, it } from "vitest";
import { variables } from "../src/env.ts";
import { readSettings } from "./read-settings.ts";

describe("readSettings", () => {
  it("has a default for everything, empty values included", () => {
    const settings = { port: 3000, host: "127.0.0.1", logLevel: "info", stopGraceSeconds: 10 };
    expect(readSettings({})).toEqual({ ok: true, settings });
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, " "]));
    expect(readSettings(empty)).toEqual({ ok: true, settings });
  });

  it("names every wrong setting at once, with what it takes", () => {
    const read = readSettings({
      PORT: "70000",
      LOG_LEVEL: "loud",
      ONNX_THREADS: "0",
      MAX_BODY_BYTES: "2 MB",
      ALLOWED_ORIGINS: "https://a.example, b.example",
    });
    expect(read).toEqual({
      ok: false,
      message: [
        "The server did not start; settings are wrong:",
        '  PORT: It is "70000". Set a whole number from 0 to 65535, or leave it empty.',
        '  ALLOWED_ORIGINS: It has "b.example". Set origins such as https://example.org, with commas, or *.',
        '  LOG_LEVEL: It is "loud". Set one of silent, error, warn, info, debug, or leave it empty.',
        '  ONNX_THREADS: It is "0". Set a whole number from 1 to 64, or leave it empty.',
        '  MAX_BODY_BYTES: It is "2 MB". Set a whole number from 1000 to 100000000, or leave it empty.',
      ].join("\n"),
    });
  });

  it.each([
    ["https://a.example, http://localhost:5173/", ["https://a.example", "http://localhost:5173"]],
    ["*", ["*"]],
    ["", []],
  ])("reads the allowed origins %j", (text, origins) => {
    const result = variables.ALLOWED_ORIGINS.schema["~standard"].validate(text);
    expect(result).toEqual({ value: origins });
  });

  it("describes each setting", () => {
    for (const { description } of Object.values(variables)) {
      expect(description).toMatch(/^[A-Z].*(?:Default .*|leave it empty)\.$/);
    }
  });
});
