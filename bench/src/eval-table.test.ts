import { expect, test } from "vitest";
import { describeMachine, evalTable, withEvalPart } from "./eval-table.ts";

const row = {
  model: "m",
  data: "d",
  figure: "F1 (%)",
  value: 12.345,
  n: 1000,
  bytes: 5_000_000,
  nodeMs: 1.25,
  chromiumMs: undefined,
};

test("a row shows what is known and a dash for the rest", () => {
  expect(evalTable([row]).split("\n")[2]?.replaceAll(/ +/g, " ")).toBe(
    "| m | d | F1 (%) | 12.35 | – | 1,000 | 5,000,000 | 1.3 | – |",
  );
});

test("all lines of a table are of one width", () => {
  const lines = evalTable([row, { ...row, model: "a longer name" }]).split("\n");
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
});

test("shares below one keep three digits", () => {
  expect(evalTable([{ ...row, value: 0.12345 }])).toContain("| 0.123 |");
});

test("the part between the marks is replaced and the rest stays", () => {
  const first = withEvalPart("# Title\n", "one");
  expect(first).toMatch(/^# Title\n\n<!-- eval:start -->\n\none\n/);
  expect(withEvalPart(`${first}\nAfter.\n`, "two")).toBe(
    `${first.replace("one", "two")}\nAfter.\n`,
  );
});

test("the machine is told with its browser when there was one", () => {
  const machine = { date: "2026-11-20", cpu: "C", cores: 2, node: "26.1.0", chromium: "156" };
  expect(describeMachine(machine)).toBe(
    "Measured on 2026-11-20: C, 2 cores, Node 26.1.0, Chromium 156.",
  );
});
