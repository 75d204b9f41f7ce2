import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { casesBeside, isExpected, readCases, readSentenceCases } from "./cases.ts";

const folder = mkdtempSync(join(tmpdir(), "cases-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
mkdirSync(join(folder, "cases"));
mkdirSync(join(folder, "data"));
const question = {
  task: "question-answering",
  input: { question: "Who?", context: "Ann." },
  expect: "Ann",
};
const opinion = { task: "sentiment-analysis", input: { text: "Good." }, expect: "POSITIVE" };
const lines = [question, opinion].map((entry) => JSON.stringify(entry)).join("\n");
writeFileSync(join(folder, "cases", "answers.jsonl"), `${lines}\n`);

test("cases are found beside the data and read by task", () => {
  const cases = casesBeside(join(folder, "data"));
  expect(cases).toBe(join(folder, "cases"));
  expect(readCases(cases ?? "", "question-answering")).toEqual([question]);
  expect(readCases(cases ?? "", "sentiment-analysis")).toEqual([opinion]);
  expect(casesBeside(join(folder, "elsewhere", "deep"))).toBeUndefined();
});

test("a file that is missing is named", () => {
  expect(() => readSentenceCases(join(folder, "cases"))).toThrow(/sentences\.jsonl.*--cases/);
});

test.each([
  [["the oak"], "Oak", true],
  [["x"], "x|y", false],
  [["x", "y"], "x|y", true],
  [["y", "x"], "x|y", false],
  [[], "", true],
  [["x"], "", false],
  [[], "x", false],
])("%j is what %j expects: %j", (replies, expected, isRight) => {
  expect(isExpected(replies, expected)).toBe(isRight);
});
