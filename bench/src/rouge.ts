// ROUGE as the package rouge-score of PyPI counts it, without stemming.

/** ROUGE F1 scores from 0 to 1; `rougeL` is over the whole text, `rougeLsum` over its sentences. */
export interface RougeScores {
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
  readonly rougeLsum: number;
}

/** A text as ROUGE's words: small letters a–z and digits, all else a gap. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** The scores of a summary against a reference; both are lists of sentences. */
export function rouge(reference: readonly string[], summary: readonly string[]): RougeScores {
  const referenceSentences = reference.map(rougeWords);
  const summarySentences = summary.map(rougeWords);
  const referenceWords = referenceSentences.flat();
  const summaryWords = summarySentences.flat();
  return {
    rouge1: ngramF1(referenceWords, summaryWords, 1),
    rouge2: ngramF1(referenceWords, summaryWords, 2),
    rougeL: f1(
      commonWords(referenceWords, summaryWords).length,
      referenceWords.length,
      summaryWords.length,
    ),
    rougeLsum: unionF1(referenceSentences, summarySentences),
  };
}

function ngramF1(reference: readonly string[], summary: readonly string[], size: number): number {
  const expected = ngramCounts(reference, size);
  const found = ngramCounts(summary, size);
  let matches = 0;
  for (const [ngram, count] of expected) matches += Math.min(count, found.get(ngram) ?? 0);
  return f1(matches, sum(expected.values()), sum(found.values()));
}

function ngramCounts(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + size <= words.length; start++) {
    const ngram = words.slice(start, start + size).join(" ");
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** ROUGE-Lsum: for each reference sentence the union of its common subsequences with all summary sentences. */
function unionF1(
  reference: readonly (readonly string[])[],
  summary: readonly (readonly string[])[],
): number {
  const referenceLeft = ngramCounts(reference.flat(), 1);
  const summaryLeft = ngramCounts(summary.flat(), 1);
  let hits = 0;
  for (const sentence of reference) {
    const union = new Set(summary.flatMap((other) => commonWords(sentence, other)));
    for (const place of [...union].toSorted((a, b) => a - b)) {
      const word = sentence[place] ?? "";
      const left = Math.min(referenceLeft.get(word) ?? 0, summaryLeft.get(word) ?? 0);
      if (left === 0) continue;
      hits++;
      referenceLeft.set(word, (referenceLeft.get(word) ?? 0) - 1);
      summaryLeft.set(word, (summaryLeft.get(word) ?? 0) - 1);
    }
  }
  return f1(hits, reference.flat().length, summary.flat().length);
}

/** The places in `first` of a longest common subsequence with `second`. */
function commonWords(first: readonly string[], second: readonly string[]): number[] {
  const width = second.length + 1;
  const lengths = new Uint16Array((first.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = 1; row <= first.length; row++) {
    for (let column = 1; column <= second.length; column++) {
      lengths[row * width + column] =
        first[row - 1] === second[column - 1]
          ? at(row - 1, column - 1) + 1
          : Math.max(at(row - 1, column), at(row, column - 1));
    }
  }
  const places: number[] = [];
  let row = first.length;
  let column = second.length;
  while (row > 0 && column > 0) {
    if (first[row - 1] === second[column - 1]) {
      places.push(--row);
      column--;
    } else if (at(row, column - 1) > at(row - 1, column)) {
      column--;
    } else {
      row--;
    }
  }
  return places.reverse();
}

function f1(matches: number, expected: number, found: number): number {
  return expected + found === 0 ? 0 : (2 * matches) / (expected + found);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
