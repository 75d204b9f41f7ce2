// The same number of words for both sides: what a system says in as many words as the lead of the text.
import { rouge, type RougeScores } from "./rouge.ts";

/** How many words the first three sentences have. */
export function leadBudget(sentences: readonly string[]): number {
  return sentences.slice(0, 3).reduce((sum, sentence) => sum + wordsOf(sentence).length, 0);
}

/**
 * The summary of exactly `budget` words (or all of them, if there are fewer): sentences are taken in
 * the order given, the last of them is cut to fit, and all stand in the text's order.
 */
export function summaryOfWords(
  sentences: readonly string[],
  order: Iterable<number>,
  budget: number,
): string[] {
  const chosen: { index: number; text: string }[] = [];
  let left = budget;
  for (const index of order) {
    if (left <= 0) break;
    const words = wordsOf(sentences[index] ?? "").slice(0, left);
    left -= words.length;
    chosen.push({ index, text: words.join(" ") });
  }
  return chosen.toSorted((a, b) => a.index - b.index).map(({ text }) => text);
}

/** The mean of scores, in percent. */
export function meanRouge(scores: readonly RougeScores[]): RougeScores {
  const mean = (name: keyof RougeScores) =>
    (100 * scores.reduce((sum, score) => sum + score[name], 0)) / Math.max(1, scores.length);
  return {
    rouge1: mean("rouge1"),
    rouge2: mean("rouge2"),
    rougeL: mean("rougeL"),
    rougeLsum: mean("rougeLsum"),
  };
}

/** The scores of a ranking's summary in as many words as the first three sentences have. */
export function scoreRanking(
  sentences: readonly string[],
  order: Iterable<number>,
  reference: readonly string[],
): RougeScores {
  return rouge(reference, summaryOfWords(sentences, order, leadBudget(sentences)));
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
