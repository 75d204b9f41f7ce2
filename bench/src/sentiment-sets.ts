// The labelled texts that the sentiment model is judged by. None of them is trained on.
import { createHash } from "node:crypto";
import { isJsonObject } from "@pilotlight/core";

/** What a text is for; a neutral one is for and against nothing. */
type Stance = "positive" | "negative" | "neutral";

/** A text with what people made of it. */
export interface LabelledText {
  readonly id: string;
  readonly text: string;
  readonly stance: Stance;
  /** What kind of text it is, where a set has several. */
  readonly kind?: string;
}

const heldOutReviews = 4000;

/** The sentences of SST-2 as GLUE gives them: a heading, then text, tab, 1 or 0. */
export function parseSst(table: string): LabelledText[] {
  return tableRows(table).map(([text = "", label], index) => ({
    id: String(index),
    text,
    stance: label === "1" ? "positive" : "negative",
  }));
}

/** The 4,000 reviews that come first by the SHA-256 of their id, in that order: training leaves out the same ones. */
export function parseHeldOutReviews(jsonLines: string): LabelledText[] {
  return jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseReview(line))
    .map((review) => ({ review, order: createHash("sha256").update(review.id).digest("hex") }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, heldOutReviews)
    .map(({ review }) => review);
}

/** The sentences of `training/hard_sentences.tsv`: a heading, then kind, tab, stance, tab, text. */
export function parseHardSentences(table: string): LabelledText[] {
  return tableRows(table).map(([kind = "", stance = "", text = ""], index) => ({
    id: String(index),
    text,
    kind,
    stance: parseStance(stance),
  }));
}

function tableRows(table: string): string[][] {
  return table
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function parseStance(value: string): Stance {
  if (value === "positive" || value === "negative" || value === "neutral") return value;
  throw new Error(`"${value}" is no stance. Write positive, negative or neutral.`);
}

function parseReview(line: string): LabelledText {
  const row: unknown = JSON.parse(line);
  if (!isJsonObject(row) || typeof row.id !== "string" || typeof row.text !== "string") {
    throw new Error(`A review lacks its id or text: ${line.slice(0, 80)}`);
  }
  // Line breaks come as HTML in this data set.
  const text = row.text.replaceAll("<br />", " ");
  return { id: row.id, text, stance: row.label === 1 ? "positive" : "negative" };
}
