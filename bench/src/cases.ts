// Short inputs of the kind people paste with the right replies: `answers.jsonl` and `sentences.jsonl` of one folder.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { exactMatch } from "./squad.ts";

const answerCase = v.variant("task", [
  v.object({
    task: v.literal("question-answering"),
    input: v.object({ question: v.string(), context: v.string() }),
    /** Several apart by `|`; empty where nothing is to be found. */
    expect: v.string(),
  }),
  v.object({
    task: v.literal("sentiment-analysis"),
    input: v.object({ text: v.string() }),
    expect: v.picklist(["POSITIVE", "NEGATIVE", "UNCLEAR"]),
  }),
]);
const sentenceCase = v.object({ text: v.string(), sentences: v.number() });

type AnswerCase = v.InferOutput<typeof answerCase>;

/** The cases of one task. */
export type CasesOf<Task extends AnswerCase["task"]> = Extract<AnswerCase, { task: Task }>;

/** The cases of a task in a folder. @throws when there is no such file or a line is not of that shape */
export function readCases<Task extends AnswerCase["task"]>(
  folder: string,
  task: Task,
): CasesOf<Task>[] {
  const cases = readLines(folder, "answers.jsonl").map((line) => v.parse(answerCase, line));
  return cases.filter((entry): entry is CasesOf<Task> => entry.task === task);
}

/** Texts with how many sentences they have. @throws as `readCases` */
export function readSentenceCases(folder: string): v.InferOutput<typeof sentenceCase>[] {
  return readLines(folder, "sentences.jsonl").map((line) => v.parse(sentenceCase, line));
}

/** The folder of cases beside or in a data folder, if there is one. */
export function casesBeside(dataFolder: string): string | undefined {
  const folders = [join(dataFolder, "cases"), join(dataFolder, "..", "cases")];
  return folders.find((folder) => existsSync(join(folder, "answers.jsonl")));
}

/** What is expected of a question, one answer each. */
export function expectedAnswers(expected: string): string[] {
  return expected === "" ? [] : expected.split("|");
}

/** Whether the replies are what is expected, in order; case, punctuation and articles do not count. */
export function isExpected(replies: readonly string[], expected: string): boolean {
  const wanted = expectedAnswers(expected);
  return (
    replies.length === wanted.length &&
    wanted.every((answer, place) => exactMatch(replies[place] ?? "", [answer]) === 1)
  );
}

function readLines(folder: string, file: string): unknown[] {
  const path = join(folder, file);
  if (!existsSync(path)) {
    throw new Error(`The folder of cases ${folder} lacks ${file}. Name another with --cases.`);
  }
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): unknown => JSON.parse(line));
}
