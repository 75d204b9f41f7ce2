// Question answering through the pipeline that the product runs: SQuAD 1.1, sets of many kinds of text, cases, time.
import { questionAnswering } from "@pilotlight/core";
import { type TextModel, parseAnswerSettings } from "@pilotlight/core/worker";
import { type Ask, asker } from "./ask-model.ts";
import { readDataFile } from "./data-folder.ts";
import type { EvalRow } from "./eval-row.ts";
import { questionSetRows } from "./question-set-rows.ts";
import { sample } from "./sample.ts";
import { areaUnderCurve, mean, median } from "./scores.ts";
import { exactMatch, otherParagraph, parseSquad, type SquadQuestion, wordF1 } from "./squad.ts";
import { windowTimeRow } from "./time-window.ts";

interface QuestionAnsweringEvalOptions {
  readonly dataFolder: string;
  /** Where cases are; without it their row is left out. */
  readonly casesFolder?: string;
  readonly loadModel: (taskId: string) => Promise<TextModel>;
  /** How many questions to take; all when left out. */
  readonly sampleSize?: number;
}

/** What the pipeline said to one question. */
interface QuestionAnsweringPrediction {
  readonly id: string;
  readonly articleIndex: number;
  /** The best answer, whether or not its score reads "found". */
  readonly answer: string;
  readonly score: number;
  readonly f1: number;
  readonly isExact: number;
  readonly ms: number;
  /** The best score of the same question on another paragraph of the article; null when each holds an answer. */
  readonly otherScore: number | null;
}

/** EM and F1 as SQuAD counts them, and how well the score tells whether the text holds an answer. */
export async function evaluateQuestionAnswering(options: QuestionAnsweringEvalOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly predictions: readonly QuestionAnsweringPrediction[];
  /** What was replied to the questions of the further sets. */
  readonly further: unknown;
}> {
  const questions = parseSquad(readDataFile(options.dataFolder, "squad/dev-v1.1.json"));
  const model = await options.loadModel(questionAnswering.id);
  const ask = await asker(model);
  const predictions: QuestionAnsweringPrediction[] = [];
  for (const question of sample(questions, options.sampleSize)) {
    predictions.push(await predict(question, ask));
  }
  const further = await questionSetRows({ ...options, model });
  const rows = [
    ...rowsOf(model, predictions),
    ...(await longTextRows(model.name, questions, { ask, ...options })),
    ...further.rows,
    await windowTimeRow(model),
  ];
  return { rows, predictions, further: further.predictions };
}

async function predict(entry: SquadQuestion, ask: Ask): Promise<QuestionAnsweringPrediction> {
  const { id, articleIndex, question, context, answers } = entry;
  const { answer, score, ms } = await ask(question, context);
  const other = otherParagraph(entry);
  const otherOutput = other === undefined ? null : await ask(question, other);
  return {
    id,
    articleIndex,
    answer,
    score,
    f1: wordF1(answer, answers),
    isExact: exactMatch(answer, answers),
    ms,
    otherScore: otherOutput?.score ?? null,
  };
}

function rowsOf(
  { name, config }: TextModel,
  predictions: readonly QuestionAnsweringPrediction[],
): EvalRow[] {
  const { answerThreshold } = parseAnswerSettings(config);
  const scores = predictions.map(({ score }) => score);
  const rightScores = predictions.filter(({ f1 }) => f1 > 0.5).map(({ score }) => score);
  const otherScores = predictions.flatMap(({ otherScore }) => otherScore ?? []);
  const found = (all: readonly number[]) =>
    100 * mean(all.map((score) => (score >= answerThreshold ? 1 : 0)));
  const row = (figure: string, value: number, n: number): EvalRow => ({
    model: name,
    data: "SQuAD 1.1 dev",
    figure,
    value,
    n,
  });
  const { length } = predictions;
  const pairs = length + otherScores.length;
  return [
    row("EM (%)", 100 * mean(predictions.map(({ isExact }) => isExact)), length),
    row("F1 (%)", 100 * mean(predictions.map(({ f1 }) => f1)), length),
    row("AUC, own paragraph or another", areaUnderCurve(scores, otherScores), pairs),
    row("found in its own paragraph (%)", found(scores), length),
    row("found, where the best answer is right (%)", found(rightScores), rightScores.length),
    row("found in another paragraph (%)", found(otherScores), otherScores.length),
    row("ms per call, median", median(predictions.map(({ ms }) => ms)), length),
  ];
}

// Less than a minute of work.
const longTexts = 400;
const paragraphs = 24;

/** The same questions with the first paragraphs of their article as one text. */
async function longTextRows(
  model: string,
  questions: readonly SquadQuestion[],
  { ask, sampleSize = longTexts }: { readonly ask: Ask; readonly sampleSize?: number },
): Promise<EvalRow[]> {
  const inside = questions.filter(({ article, context }) => article.indexOf(context) < paragraphs);
  const scores: number[] = [];
  for (const { question, article, answers } of sample(inside, Math.min(sampleSize, longTexts))) {
    const text = article.slice(0, paragraphs).join("\n\n");
    scores.push(wordF1((await ask(question, text)).answer, answers));
  }
  const data = `SQuAD 1.1 dev, ${String(paragraphs)} paragraphs as one text`;
  return [{ model, data, figure: "F1 (%)", value: 100 * mean(scores), n: scores.length }];
}
