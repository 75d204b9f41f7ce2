// Which sentences tell most of a text: a score for each by a small network, then one after another the
// best of those that say something new.
import { featureCount, type Pause, sentenceFeatures } from "./sentence-features.ts";
import { network } from "./sentence-rank-weights.ts";
import { readSentence } from "./sentence-words.ts";

/** A network of one hidden layer, with a straight way past it. */
export interface RankNetwork {
  /** What is taken off each feature, and what it is then divided by. */
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  /** One row of weights per hidden unit, its bias last. */
  readonly hidden: readonly (readonly number[])[];
  /** The weight of each hidden unit. */
  readonly output: readonly number[];
  /** The weight of each feature on the straight way. */
  readonly straight: readonly number[];
}

// How much a sentence loses when all of its terms were already said, in spreads of the score; the best
// of 1.5 to 4 on held-out tuning articles.
const repetitionCost = 2;
// Standardised features stay within this, so that an odd text cannot drive the network far from home.
const featureLimit = 4;

/** The numbers of the `limit` sentences that tell most, best first. */
export async function rankSentences(
  sentences: readonly string[],
  limit: number,
  pause: Pause,
): Promise<number[]> {
  const scores = scoreRows(await sentenceFeatures(sentences, pause), network);
  return chooseVaried(sentences, scores, limit);
}

/** A score per row of features. */
export function scoreRows(
  rows: Float32Array,
  { hidden, output, ...rest }: RankNetwork,
): Float32Array {
  const { means, spreads, straight } = rest;
  return Float32Array.from({ length: rows.length / featureCount }, (_, index) => {
    const row = rows.subarray(index * featureCount, (index + 1) * featureCount);
    const values = Array.from(row, (value, feature) =>
      clamp((value - (means[feature] ?? 0)) / (spreads[feature] ?? 1)),
    );
    let score = dot(straight, values);
    hidden.forEach((weights, unit) => {
      const sum = dot(weights, values) + (weights[featureCount] ?? 0);
      if (sum > 0) score += sum * (output[unit] ?? 0);
    });
    return score;
  });
}

/** The best sentences by score, less what they repeat of those chosen before them. */
export function chooseVaried(
  sentences: readonly string[],
  scores: Float32Array,
  limit: number,
): number[] {
  const best = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const candidates = best.slice(0, 3 * limit + 3).map((index) => {
    const { uniqueTerms } = readSentence(sentences[index] ?? "");
    return { index, terms: uniqueTerms, score: scores[index] ?? 0 };
  });
  const said = new Set<string>();
  const chosen: number[] = [];
  while (chosen.length < limit && candidates.length > 0) {
    const values = candidates.map(({ terms, score }) => {
      const repeated = [...terms].filter((term) => said.has(term)).length;
      return score - (repetitionCost * repeated) / Math.max(3, terms.size);
    });
    const [winner] = candidates.splice(values.indexOf(Math.max(...values)), 1);
    if (!winner) break;
    chosen.push(winner.index);
    for (const term of winner.terms) said.add(term);
  }
  return chosen;
}

function clamp(value: number): number {
  return Math.max(-featureLimit, Math.min(featureLimit, value));
}

function dot(weights: readonly number[], values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
}
