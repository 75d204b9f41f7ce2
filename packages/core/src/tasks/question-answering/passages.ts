// A long text → passages that one window of the reader holds, those first that speak of the question.
import MiniSearch from "minisearch";
import type { Span } from "../../contract/span.ts";
import { isTopicWord, wordForm } from "./question-words.ts";

interface PassageOptions {
  /** Most tokens of a passage. */
  readonly size: number;
  /** Tokens that a passage shares with the one before it, about. */
  readonly overlap: number;
}

/**
 * Spans of tokens that together hold each token, none longer than `size`; they begin where units do, so
 * that no sentence is cut in two that fits into one.
 */
export function cutPassages(
  units: readonly Span[],
  count: number,
  { size, overlap }: PassageOptions,
): Span[] {
  const passages: Span[] = [];
  const starts = units.map(({ start }) => start);
  let start = 0;
  while (start < count) {
    const fits = Math.min(count, start + size);
    const lastStart = lastAtMost(starts, fits) ?? start;
    const end = fits === count ? count : lastStart > start ? lastStart : fits;
    passages.push({ start, end });
    if (end === count) break;
    const back = lastAtMost(starts, end - overlap) ?? 0;
    start = back > start ? back : end;
  }
  return passages;
}

function lastAtMost(sorted: readonly number[], limit: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

const passagesPerStep = 64;

/**
 * The numbers of the passages, those first that share most with the question, by BM25; those that share
 * nothing follow in the text's order.
 */
export async function rankPassages(
  question: string,
  passages: readonly string[],
  checkpoint: () => Promise<void>,
): Promise<number[]> {
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ["text"],
    tokenize: (text) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [],
    processTerm: (word) => (isTopicWord(word) ? wordForm(word) : null),
  });
  for (let from = 0; from < passages.length; from += passagesPerStep) {
    const part = passages.slice(from, from + passagesPerStep);
    index.addAll(part.map((text, place) => ({ id: from + place, text })));
    await checkpoint();
  }
  const found = index.search(question).map(({ id }) => Number(id));
  const rest = new Set(passages.keys());
  for (const id of found) rest.delete(id);
  return [...found, ...rest];
}
