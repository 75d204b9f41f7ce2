import { expect, test } from "vitest";
import type { Answer } from "../sessions/task-run.svelte.ts";
import { colophon } from "./colophon.ts";

function answered(run: Partial<Answer["run"]>, change: Partial<Answer> = {}): Answer {
  const facts = { id: "1", model: "hillside", reason: "", cached: false, queueMs: 0, computeMs: 3 };
  return {
    input: {},
    choice: "auto",
    output: {},
    views: [],
    waitedMs: 900,
    run: { ...facts, notice: null, backend: "browser", role: "small", ...run },
    ...change,
  };
}

test.each([
  [answered({}), "On your device · 900 ms · nothing left this browser"],
  [
    answered({ backend: "server" }),
    "On this server (a.example) · 900 ms · your text was sent to the server",
  ],
  [
    answered({ backend: "server", role: "large" }, { waitedMs: 12_340 }),
    "By the large model · 12.3 s · your text was sent to the server",
  ],
  [answered({}, { waitedMs: null }), "On your device · nothing left this browser"],
  [answered({}, { isShared: true }), "Came with the link · made somewhere else"],
])("%# a line says where, how long, and what left the device", (answer, line) => {
  expect(colophon(answer, "a.example")).toBe(line);
});
