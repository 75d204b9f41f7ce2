// SQuAD 1.1: its questions, and its own way of comparing an answer with the people's.
import { isJsonObject } from "@pilotlight/core";

/** One question with its paragraph. */
export interface SquadQuestion {
  readonly id: string;
  readonly question: string;
  readonly context: string;
  /** What people answered; any of them is right. */
  readonly answers: readonly string[];
  /** All paragraphs of the article, this one included. */
  readonly article: readonly string[];
  readonly articleIndex: number;
  readonly title: string;
}

/** The questions of a SQuAD file in order. */
export function parseSquad(json: string): SquadQuestion[] {
  const file: unknown = JSON.parse(json);
  return rowsOf(file, "data").flatMap((entry, articleIndex) => {
    const paragraphs = rowsOf(entry, "paragraphs");
    const title = textOf(entry, "title");
    const article = paragraphs.map((paragraph) => textOf(paragraph, "context"));
    return paragraphs.flatMap((paragraph) =>
      rowsOf(paragraph, "qas").map((entry) => ({
        id: textOf(entry, "id"),
        question: textOf(entry, "question"),
        context: textOf(paragraph, "context"),
        answers: rowsOf(entry, "answers").map((answer) => textOf(answer, "text")),
        article,
        articleIndex,
        title,
      })),
    );
  });
}

/** The next paragraph of the article that holds none of the answers. */
export function otherParagraph({ article, context, answers }: SquadQuestion): string | undefined {
  const place = article.indexOf(context);
  return [...article.slice(place + 1), ...article.slice(0, place)].find((paragraph) =>
    answers.every((answer) => !paragraph.toLowerCase().includes(answer.toLowerCase())),
  );
}

/** 1 when an answer is one of the people's, else 0; case, punctuation and articles do not count. */
export function exactMatch(answer: string, golds: readonly string[]): number {
  return golds.some((gold) => normalize(gold) === normalize(answer)) ? 1 : 0;
}

/** The best overlap in words with one of the people's answers, 0 to 1. */
export function wordF1(answer: string, golds: readonly string[]): number {
  return Math.max(0, ...golds.map((gold) => f1(normalize(answer), normalize(gold))));
}

function f1(answer: string, gold: string): number {
  const [words, goldWords] = [answer.split(" "), gold.split(" ")];
  const left = new Map<string, number>();
  for (const word of goldWords) left.set(word, (left.get(word) ?? 0) + 1);
  const shared = words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return word !== "" && count > 0;
  }).length;
  return (2 * shared) / (words.length + goldWords.length);
}

function normalize(answer: string): string {
  return answer
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/\b(?:a|an|the)\b/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");
}

function rowsOf(value: unknown, name: string): readonly unknown[] {
  const rows = isJsonObject(value) ? value[name] : undefined;
  if (!Array.isArray(rows)) throw new Error(`The file is not SQuAD's: it has no list "${name}".`);
  return rows;
}

function textOf(value: unknown, name: string): string {
  const text = isJsonObject(value) ? value[name] : undefined;
  if (typeof text !== "string") throw new Error(`The file is not SQuAD's: no text "${name}".`);
  return text;
}
