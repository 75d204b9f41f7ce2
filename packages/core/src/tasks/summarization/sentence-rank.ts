// Which sentences tell most of a text: a score for each by a small network, then one after another the
// best of those that say something new.
import { scoreRows } from "./rank-network.ts";
import { type Pause, sentenceFeatures } from "./sentence-features.ts";
import { network } from "./sentence-rank-weights.ts";
import { readSentence } from "./sentence-words.ts";

// How much a sentence loses when all of its terms were already said, in spreads of the score; the best
// of 1.5 to 4 on held-out tuning articles.
const repetitionCost = 2;

/** The numbers of the `limit` sentences that tell most, best first. */
export async function rankSentences(
  sentences: readonly string[],
  limit: number,
  pause: Pause,
): Promise<number[]> {
  const scores = scoreRows(await sentenceFeatures(sentences, pause), network);
  return chooseVaried(sentences, scores, limit);
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
