// The questions that the weights of an answer's score are fitted on.
import { createHash } from "node:crypto";
import { readDataFile } from "./data-folder.ts";
import { readQuestionSet, setFile } from "./further-sets.ts";
import { parseQuestionRows } from "./parse-question-rows.ts";
import { sample } from "./sample.ts";
import { otherParagraph, parseSquad, type SquadQuestion } from "./squad.ts";

/** One question about one text. */
export interface AskedText {
  /** `own` holds the answer, `other` and `unanswerable` do not, `long` has it among many paragraphs; else the name of a set. */
  readonly kind: string;
  readonly question: string;
  readonly text: string;
  /** Empty where the text holds none. */
  readonly answers: readonly string[];
}

const heldOutArticles = 20;
const questions = 800;
const longTexts = 60;
const paragraphs = 24;
const unanswerable = 800;
// Further sets that may be trained on, and how many questions of each: those of a template teach soon what they can.
const furtherSets = {
  "qamr-sentences": 240,
  "qed-natural-questions": 160,
  "checklist-squad": 240,
  "multiwoz-schedules-records": 200,
  "e2e-two-venues": 120,
  "wikitables-template": 160,
  "wikitables-natural": 120,
  "babi-extractive": 120,
  "squadshifts-amazon-reviews": 120,
  "squadshifts-reddit": 120,
  "squadshifts-new-wiki": 120,
};

/** The questions of all sets, each about its text; at most `most` of a kind. */
export function askedTexts(dataFolder: string, most = Infinity): AskedText[] {
  const squad = articlesLeftOut(parseSquad(readDataFile(dataFolder, "squad/train-v1.1.json")));
  return [
    ...squadTexts(squad, most),
    ...unanswerableTexts(dataFolder, squad, most),
    ...furtherTexts(dataFolder, most),
  ];
}

/** Those whose titles come first by SHA-256, the same as training/data_sets.py leaves out. */
function articlesLeftOut(all: readonly SquadQuestion[]): SquadQuestion[] {
  const hash = (title: string) => createHash("sha256").update(title).digest("hex");
  const titles = [...new Set(all.map(({ title }) => title))]
    .toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))
    .slice(0, heldOutArticles);
  return all.filter(({ title }) => titles.includes(title));
}

function squadTexts(all: readonly SquadQuestion[], most: number): AskedText[] {
  const short = sample(all, Math.min(questions, most)).flatMap((entry): AskedText[] => {
    const { question, context, answers } = entry;
    const own: AskedText = { kind: "own", question, text: context, answers };
    const other = otherParagraph(entry);
    return other === undefined
      ? [own]
      : [own, { kind: "other", question, text: other, answers: [] }];
  });
  const inside = all.filter(({ article, context }) => article.indexOf(context) < paragraphs);
  const long = sample(inside, Math.min(longTexts, most)).map(
    ({ question, article, answers }): AskedText => {
      return { kind: "long", question, text: article.slice(0, paragraphs).join("\n\n"), answers };
    },
  );
  return [...short, ...long];
}

function unanswerableTexts(
  dataFolder: string,
  leftOut: readonly SquadQuestion[],
  most: number,
): AskedText[] {
  const rows = parseQuestionRows(readDataFile(dataFolder, setFile("squad2-train-unanswerable")));
  // The reader is trained on the others' paragraphs.
  const contexts = new Set(leftOut.map(({ context }) => context));
  const unseen = rows.filter(({ context }) => contexts.has(context));
  return sample(unseen, Math.min(unanswerable, most)).map(({ question, context }) => {
    return { kind: "unanswerable", question, text: context, answers: [] };
  });
}

function furtherTexts(dataFolder: string, most: number): AskedText[] {
  // The reader is trained on the other tenths, where it is surer than on texts that are new to it.
  return Object.entries(furtherSets).flatMap(([name, count]) =>
    sample(readQuestionSet(dataFolder, name, "validation"), Math.min(count, most)).map((row) => ({
      kind: name,
      question: row.question,
      text: row.context,
      answers: row.answers,
    })),
  );
}
