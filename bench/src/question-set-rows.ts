// The reader beyond SQuAD: questions without an answer, many kinds of text, behavioural tests, cases; as the product replies.
import type { TextModel } from "@pilotlight/core/worker";
import { replier, type AskForReply } from "./ask-model.ts";
import { expectedAnswers, isExpected, readCases } from "./cases.ts";
import { readDataFile } from "./data-folder.ts";
import type { EvalRow } from "./eval-row.ts";
import { questionSets, readQuestionSet, setFile } from "./further-sets.ts";
import { parseQuestionRows, type QuestionRow } from "./parse-question-rows.ts";
import { sample } from "./sample.ts";
import { areaUnderCurve, mean } from "./scores.ts";
import { exactMatch, wordF1 } from "./squad.ts";

interface QuestionSetOptions {
  readonly dataFolder: string;
  readonly casesFolder?: string;
  readonly model: TextModel;
  /** How many questions of each set to take; all when left out. */
  readonly sampleSize?: number;
}

/** What the product replied to one question of a set. */
interface SetPrediction {
  readonly data: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** Empty where it reads "not found". */
  readonly reply: string;
  readonly score: number;
  readonly f1: number;
}

/** SQuAD 2 with its questions that have no answer; nothing is trained on it. */
const withUnanswerable = "squad2-dev-evalonly";
const behaviouralTests = "checklist-squad";

/** The files that `questionSetRows` reads. */
export const questionSetFiles: readonly string[] = [withUnanswerable, ...questionSets].map(setFile);

/** The rows of all sets of questions beside SQuAD 1.1, and what was replied. */
export async function questionSetRows({
  dataFolder,
  casesFolder,
  model,
  sampleSize,
}: QuestionSetOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly predictions: readonly SetPrediction[];
}> {
  const ask = await replier(model);
  const predict = async (data: string, questions: readonly QuestionRow[]) => {
    const predictions: SetPrediction[] = [];
    for (const row of sample(questions, sampleSize)) predictions.push(await reply(data, row, ask));
    return predictions;
  };
  const ofSquad = await predict(
    withUnanswerable,
    parseQuestionRows(readDataFile(dataFolder, setFile(withUnanswerable))),
  );
  const ofSets: SetPrediction[][] = [];
  for (const name of questionSets) {
    ofSets.push(await predict(name, readQuestionSet(dataFolder, name, "held out")));
  }
  const rows = [
    ...unanswerableRows(ofSquad),
    ...setRows(ofSets),
    ...(casesFolder === undefined ? [] : [await caseRow(casesFolder, ask)]),
  ];
  return {
    rows: rows.map((row) => ({ model: model.name, ...row })),
    predictions: [...ofSquad, ...ofSets.flat()],
  };
}

type RowOfModel = Omit<EvalRow, "model">;

async function reply(data: string, row: QuestionRow, ask: AskForReply): Promise<SetPrediction> {
  const { question, context, answers } = row;
  const { answers: replies, score } = await ask(question, context);
  const [best = ""] = replies;
  const f1 = answers.length === 0 ? Number(best === "") : wordF1(best, answers);
  return { data, question, answers, reply: best, score, f1 };
}

function unanswerableRows(predictions: readonly SetPrediction[]): RowOfModel[] {
  const data = "SQuAD 2 dev";
  const withAnswer = predictions.filter(({ answers }) => answers.length > 0);
  const without = predictions.filter(({ answers }) => answers.length === 0);
  const scores = (all: readonly SetPrediction[]) => all.map(({ score }) => score);
  return [
    {
      data,
      figure: "AUC, with an answer or without",
      value: areaUnderCurve(scores(withAnswer), scores(without)),
      n: predictions.length,
    },
    {
      data,
      figure: "not found, without an answer (%)",
      value: shareOf(without, ({ reply }) => reply === ""),
      n: without.length,
    },
    {
      data,
      figure: "found, with an answer (%)",
      value: shareOf(withAnswer, ({ reply }) => reply !== ""),
      n: withAnswer.length,
    },
    {
      data,
      figure: "F1 as replied (%)",
      value: 100 * mean(predictions.map(({ f1 }) => f1)),
      n: predictions.length,
    },
  ];
}

function setRows(sets: readonly (readonly SetPrediction[])[]): RowOfModel[] {
  const each = sets.map((predictions): RowOfModel => {
    const value = 100 * mean(predictions.map(({ f1 }) => f1));
    const data = `${predictions[0]?.data ?? "empty set"}, held out`;
    return { data, figure: "F1 as replied (%)", value, n: predictions.length };
  });
  const tests = sets.flat().filter(({ data }) => data === behaviouralTests);
  const isRight = ({ reply, answers }: SetPrediction) => exactMatch(reply, answers) === 1;
  return [
    {
      data: `${behaviouralTests}, held out`,
      figure: "right (%)",
      value: shareOf(tests, isRight),
      n: tests.length,
    },
    {
      data: `${String(sets.length)} sets of questions, held out`,
      figure: "F1 as replied, mean of the sets (%)",
      value: mean(each.map(({ value }) => value)),
      n: sets.flat().length,
    },
    ...each,
  ];
}

async function caseRow(folder: string, ask: AskForReply): Promise<RowOfModel> {
  const cases = readCases(folder, "question-answering");
  const verdicts: boolean[] = [];
  for (const { input, expect } of cases) {
    const count = Math.max(1, expectedAnswers(expect).length);
    const { answers } = await ask(input.question, input.context, count);
    verdicts.push(isExpected(answers, expect));
  }
  return {
    data: "cases, questions",
    figure: "right (%)",
    value: shareOf(verdicts, (isRight) => isRight),
    n: cases.length,
  };
}

function shareOf<Item>(items: readonly Item[], isSo: (item: Item) => boolean): number {
  return 100 * mean(items.map((item) => (isSo(item) ? 1 : 0)));
}
