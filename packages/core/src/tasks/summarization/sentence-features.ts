// What each sentence of a text looks like to the ranking: numbers of about 0 to 2, one row per sentence.
import {
  countWords,
  readSentence,
  type SentenceWords,
  stopWords,
  type WordCounts,
  wordPairs,
} from "./sentence-words.ts";

/** Called between the steps of long work; may report, and may stop it by throwing. */
export type Pause = (done: number, total: number) => Promise<void>;

/** How many numbers stand in a row of features. */
export const featureCount = 36;

// What the features tell by comparison with the rest of the text, by their place in a row.
const ownFeatureCount = 26;
const logWords = 8;
const central = 11;
const weight = 13;
const pairs = 14;
const leadThree = 16;
const compared = [central, weight, pairs, leadThree, logWords];

interface TextWords {
  readonly counts: WordCounts;
  /** The first three sentences: they tell what a news text is about. */
  readonly lead: readonly SentenceWords[];
  readonly sentenceCount: number;
}

const opensLikeAnswer =
  /^["'“‘]?(?:and|but|so|yet|also|however|then|he|she|it|they|this|that|these|those)\b/i;
const firstPerson = /^(?:i|i'm|i've|we|we're|we've|my|our|me|us|you|your)$/;
const caption =
  /\b(?:pictured|left|right|above|below)\b\s*[):,]|^pictured\b|\bfile photo\b|\bscroll down\b/i;
const boilerplate =
  /^by [\p{L} .]{3,50}\.?$|^(?:published|(?:last )?updated|posted|created)\s*:|^(?:click here|scroll down|read more|read :|see also|watch|video|photos?|image|advertisement|sign up|follow us|e-?mail|share this|related)\b|all rights reserved|\bcopyright\b|contributed to this (?:report|story)|follow @|https?:/iu;
const quoteMark = /["“”«»]|''|``|(?:^|\s)['‘]/g;

/**
 * The features of all sentences, row after row. The words are read twice rather than kept, so that a
 * text of 500,000 one-word lines fits in a phone's memory.
 */
export async function sentenceFeatures(
  sentences: readonly string[],
  pause: Pause,
): Promise<Float32Array> {
  const total = sentences.length;
  const counts = { terms: new Map<string, number>(), pairs: new Map<string, number>() };
  for (const [index, sentence] of sentences.entries()) {
    countWords(readSentence(sentence), counts);
    if (index % 256 === 255) await pause(index / 2, total);
  }
  const lead = sentences.slice(0, 3).map(readSentence);
  const text = { counts, lead, sentenceCount: total };
  const rows = new Float32Array(total * featureCount);
  for (const [index, sentence] of sentences.entries()) {
    rows.set(ownFeatures(lead[index] ?? readSentence(sentence), index, text), index * featureCount);
    if (index % 256 === 255) await pause((total + index) / 2, total);
  }
  addComparisons(rows);
  return rows;
}

function ownFeatures(sentence: SentenceWords, index: number, text: TextWords): number[] {
  const { words } = sentence;
  const count = text.sentenceCount;
  return [
    Number(index === 0),
    Number(index === 1),
    Number(index === 2),
    Number(index === 3),
    1 / (1 + index),
    Math.log1p(index) / 5,
    count > 1 ? index / (count - 1) : 0,
    Math.log1p(count) / 5,
    Math.log1p(words.length) / 4,
    Math.max(0, 1 - words.length / 10),
    Math.min(2, Math.max(0, words.length / 30 - 1)),
    ...centrality(sentence, text),
    overlap(sentence, text.lead.slice(0, 1)),
    overlap(sentence, text.lead),
    ...manner(sentence),
    Number(index === count - 1),
  ];
}

function centrality(sentence: SentenceWords, { counts, sentenceCount }: TextWords): number[] {
  const terms = [...sentence.uniqueTerms];
  const size = Math.max(1, terms.length);
  // In how many other sentences each term stands.
  const others = terms.map((term) => (counts.terms.get(term) ?? 1) - 1);
  const total = others.reduce((sum, value) => sum + value, 0);
  const neighbours = wordPairs(sentence);
  const known = neighbours.filter((pair) => (counts.pairs.get(pair) ?? 1) > 1);
  return [
    total / Math.sqrt(size * Math.max(1, sentenceCount - 1)) / 2,
    others.filter((value) => value > 0).length / size,
    others.reduce((sum, value) => sum + Math.log1p(value), 0) / size,
    known.length / Math.max(1, neighbours.length),
  ];
}

function overlap(self: SentenceWords, lead: readonly SentenceWords[]): number {
  const others = new Set(lead.filter((other) => other !== self).flatMap(({ terms }) => terms));
  const shared = [...self.uniqueTerms].filter((term) => others.has(term));
  return shared.length / Math.sqrt(Math.max(1, self.uniqueTerms.size) * Math.max(1, others.size));
}

function manner({ text, words }: SentenceWords): number[] {
  const countOf = (test: (word: string) => boolean) => words.filter(test).length;
  return [
    countOf((word) => stopWords.has(word)) / Math.max(1, words.length),
    Math.min(1, countOf((word) => /\d/.test(word)) / 3),
    Math.min(1, (text.match(quoteMark)?.length ?? 0) / 2),
    Number(/\?["'”’)]*$/.test(text)),
    Number(opensLikeAnswer.test(text)),
    Math.min(1, countOf((word) => firstPerson.test(word)) / 2),
    Number(caption.test(text)),
    Number(boilerplate.test(text)),
  ];
}

function addComparisons(rows: Float32Array): void {
  const count = rows.length / featureCount;
  const at = (index: number, feature: number) => rows[index * featureCount + feature] ?? 0;
  const most = compared.map((feature) => {
    let value = 1e-6;
    for (let index = 0; index < count; index++) value = Math.max(value, at(index, feature));
    return value;
  });
  for (let index = 0; index < count; index++) {
    const relative = compared.map((feature, place) => at(index, feature) / (most[place] ?? 1));
    const around = [
      at(0, logWords),
      count > 1 ? at(1, logWords) : 0,
      index + 1 < count ? at(index + 1, leadThree) : 0,
      index > 0 ? at(index - 1, leadThree) : 0,
      at(0, central) / (most[0] ?? 1),
    ];
    rows.set([...relative, ...around], index * featureCount + ownFeatureCount);
  }
}
