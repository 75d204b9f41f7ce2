// Sets of many kinds of text, `more/<set>/<set>.jsonl` in the data folder, one JSON object a line. Training leaves out a
// tenth of each, by the SHA-256 of the text; a second tenth is for choices, such as the weights of an answer's score.
import { createHash } from "node:crypto";
import * as v from "valibot";
import { readDataFile } from "./data-folder.ts";
import { parseQuestionRows, type QuestionRow } from "./parse-question-rows.ts";
import type { LabelledText } from "./sentiment-sets.ts";

/** Which tenth of a set to read: what nothing is trained or chosen on, or what choices are made by. */
export type Tenth = "held out" | "validation";

const tenths = { "held out": 0, validation: 1 } as const satisfies Record<Tenth, number>;

/** The sets of questions that many kinds of text are judged by; SQuAD's kinds are apart. */
export const questionSets = [
  "babi-extractive",
  "checklist-squad",
  "e2e-two-venues",
  "multiwoz-schedules-records",
  "qamr-sentences",
  "qed-natural-questions",
  "squadshifts-amazon-reviews",
  "squadshifts-new-wiki",
  "squadshifts-reddit",
  "sroie-receipts",
  "subjqa-reviews",
  "tweetqa-extractive",
  "wikitables-natural",
  "wikitables-template",
] as const;

/** The sets of labelled texts of many fields. */
export const sentimentSets = [
  "airline-tweets",
  "amazon-alexa",
  "amazon-blitzer-reviews",
  "amazon-blitzer-titles",
  "checklist-sentiment",
  "clothing-reviews",
  "crowdflower-tweets",
  "customer-review-sentences",
  "fdu-mtl-10-domains",
  "finance-headlines",
  "financial-phrasebank",
  "goemotions",
  "hotel-opinions",
  "imdb-counterfactual",
  "movie-plots-neutral",
  "newsmtsc",
  "pros-cons",
  "semeval-tweets",
  "senti4sd-stackoverflow",
  "sentiment140-manual",
  "sst5-neutral",
  "uci-sentences",
  "vader-amazon",
  "vader-nyt-editorials",
  "vader-tweets",
] as const;

/** Where a set stands in the data folder. */
export function setFile(name: string): string {
  return `more/${name}/${name}.jsonl`;
}

/** The questions of one tenth of a set. */
export function readQuestionSet(dataFolder: string, name: string, tenth: Tenth): QuestionRow[] {
  const rows = parseQuestionRows(readDataFile(dataFolder, setFile(name)));
  return rows.filter(({ context }) => tenthOf(context) === tenths[tenth]);
}

const labelled = v.object({
  text: v.string(),
  label: v.picklist(["POSITIVE", "NEGATIVE", "NEUTRAL"]),
});
const stances = { POSITIVE: "positive", NEGATIVE: "negative", NEUTRAL: "neutral" } as const;

/** The labelled texts of one tenth of a set. @throws when a line is not of that shape */
export function readSentimentSet(dataFolder: string, name: string, tenth: Tenth): LabelledText[] {
  return readDataFile(dataFolder, setFile(name))
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => v.parse(labelled, JSON.parse(line)))
    .filter(({ text }) => tenthOf(text) === tenths[tenth])
    .map(({ text, label }, index) => ({ id: String(index), text, stance: stances[label] }));
}

/** Which tenth of its set a text belongs to, 0 to 9; training/continue_sentiment.py counts the same way. */
export function tenthOf(text: string): number {
  return (createHash("sha256").update(text).digest()[0] ?? 0) % 10;
}
