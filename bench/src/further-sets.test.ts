import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readQuestionSet, readSentimentSet, setFile, tenthOf } from "./further-sets.ts";

const folder = mkdtempSync(join(tmpdir(), "further-sets-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeSet(name: string, rows: readonly object[]): void {
  mkdirSync(join(folder, "more", name), { recursive: true });
  writeFileSync(join(folder, setFile(name)), rows.map((row) => JSON.stringify(row)).join("\n"));
}

const texts = Array.from({ length: 60 }, (_, number) => `Text number ${String(number)}.`);

test("a text's tenth is the first byte of its SHA-256 modulo ten, as training counts it", () => {
  // From Python: hashlib.sha256(text.encode()).digest()[0] % 10
  expect(["", "Mark lives in Turin.", "Ünï"].map((text) => tenthOf(text))).toEqual([7, 9, 3]);
});

test("held out and validation have no text in common and leave most to training", () => {
  writeSet(
    "questions",
    texts.map((context) => ({ question: "Which?", context, answers: [] })),
  );
  const heldOut = readQuestionSet(folder, "questions", "held out");
  const validation = readQuestionSet(folder, "questions", "validation");
  const shared = new Set(heldOut.map(({ context }) => context));
  expect(heldOut.length).toBeGreaterThan(0);
  expect(validation.length).toBeGreaterThan(0);
  expect(validation.filter(({ context }) => shared.has(context))).toEqual([]);
  expect(heldOut.length + validation.length).toBeLessThan(texts.length / 2);
});

test("labels are read as stances, and a line without one is refused", () => {
  writeSet(
    "labels",
    texts.map((text) => ({ text, label: "NEUTRAL" })),
  );
  const read = readSentimentSet(folder, "labels", "held out");
  expect(read.every(({ stance }) => stance === "neutral")).toBe(true);
  writeSet("broken", [{ text: "A" }]);
  expect(() => readSentimentSet(folder, "broken", "held out")).toThrow(/label/);
});
