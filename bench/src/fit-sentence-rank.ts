// Fits the weights of the summary's sentence ranking and writes them into core:
//   node bench/src/fit-sentence-rank.ts <cnndm/train-8000.jsonl>
// One article in eight is held out and scored, so that settings are chosen on articles that the fit did
// not see; the articles of the final evaluation play no part.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chooseVaried, featureCount, scoreRows, sentenceFeatures } from "@pilotlight/core/worker";
import { meanRouge, scoreRanking } from "./equal-words.ts";
import { fitNetwork, type Sample } from "./fit-network.ts";
import { rougeWords } from "./rouge.ts";
import { parseTokenisedArticles, type SplitArticle } from "./tokenised-articles.ts";

const file = process.argv[2];
if (file === undefined) throw new Error("Name the file of tuning articles: train-8000.jsonl.");
const articles = parseTokenisedArticles(readFileSync(file, "utf8"));
const cases = await Promise.all(
  articles.map(async (article) => ({
    article,
    rows: await sentenceFeatures(article.sentences, () => Promise.resolve()),
  })),
);
const heldOut = cases.filter((_, index) => index % 8 === 0);
const samples = cases
  .filter((_, index) => index % 8 !== 0)
  .flatMap(({ article, rows }) => samplesOf(article, rows));
const network = fitNetwork(samples, { hiddenUnits: 24, rounds: 15, rate: 0.003, seed: 1 });

const lead = heldOut.map(({ article: { sentences, reference } }) =>
  scoreRanking(sentences, sentences.keys(), reference),
);
const system = heldOut.map(({ article: { sentences, reference }, rows }) =>
  scoreRanking(sentences, chooseVaried(sentences, scoreRows(rows, network), 12), reference),
);
console.log(`Held out: ${heldOut.length} articles, ROUGE F1 in percent at equal words.`);
console.table({ "lead-3": meanRouge(lead), "sentence ranking": meanRouge(system) });

const target = "../../packages/core/src/tasks/summarization/sentence-rank-weights.ts";
writeFileSync(
  fileURLToPath(new URL(target, import.meta.url)),
  "// Written by bench/src/fit-sentence-rank.ts, which says how; not edited by hand.\n" +
    'import type { RankNetwork } from "./rank-network.ts";\n\n' +
    "/** The weights of the summary's sentence ranking. */\n" +
    `export const network: RankNetwork = ${JSON.stringify(network)};\n`,
);

function samplesOf({ sentences, reference }: SplitArticle, features: Float32Array): Sample[] {
  const referenceWords = reference.flatMap(rougeWords);
  const gains = sentences.map((sentence) => gain(rougeWords(sentence), referenceWords));
  const mean = gains.reduce((sum, value) => sum + value, 0) / gains.length;
  const variance = gains.reduce((sum, value) => sum + (value - mean) ** 2, 0) / gains.length;
  return gains.map((value, index) => ({
    features: features.subarray(index * featureCount, (index + 1) * featureCount),
    target: (value - mean) / (Math.sqrt(variance) || 1),
  }));
}

/** How much a sentence tells per word; the 5 keeps scraps of two words from winning. */
function gain(words: readonly string[], reference: readonly string[]): number {
  return (
    (matches(words, reference) + 2 * matches(pairs(words), pairs(reference))) / (words.length + 5)
  );
}

function matches(found: readonly string[], expected: readonly string[]): number {
  const left = new Map<string, number>();
  for (const item of expected) left.set(item, (left.get(item) ?? 0) + 1);
  return found.filter((item) => {
    const count = left.get(item) ?? 0;
    if (count > 0) left.set(item, count - 1);
    return count > 0;
  }).length;
}

function pairs(words: readonly string[]): string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}
