// A sentence as words, and what the words of a whole text have in common.

/** A sentence read once: everything that its features need. */
export interface SentenceWords {
  readonly text: string;
  /** In small letters, in order. */
  readonly words: readonly string[];
  /** The words that carry meaning, cut to a stem; no stop words. */
  readonly terms: readonly string[];
  readonly uniqueTerms: ReadonlySet<string>;
}

/** In how many sentences each term and each pair of neighbouring words stands. */
export interface WordCounts {
  readonly terms: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<string, number>;
}

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’.][\p{L}\p{N}]+)*/gu;
// Scripts that put no spaces between words.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;

// Made once: making one takes longer than reading a sentence with it.
const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });

/** English words that carry no topic. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    "a about above after again against ago all also am an and any are aren't around as at away back be " +
    "became because been before being below between both but by came can can't come could couldn't did " +
    "didn't do does doesn't doing don't done down during each even ever every few for from further get go " +
    "going got had hadn't has hasn't have haven't having he he's her here hers herself him himself his how " +
    "however i i'm i've if in into is isn't it it's its itself just like made make many may me might more " +
    "most mr mrs ms much must my myself no nor not now of off on once one only or other our ours out over " +
    "own put said same say says she she's should shouldn't since so some still such take than that that's " +
    "the their theirs them themselves then there there's these they they're this those though through to " +
    "told too took under until up upon us very was wasn't we we're well were weren't what when where which " +
    "while who whom why will with within without won't would wouldn't yet you you're your yours yourself"
  ).split(" "),
);

/** Reads one sentence. */
export function readSentence(text: string): SentenceWords {
  const words = wordsOf(text).map((entry) => entry.toLowerCase().replaceAll("’", "'"));
  const terms = words.filter((entry) => !stopWords.has(entry)).map(stem);
  return { text, words, terms, uniqueTerms: new Set(terms) };
}

/** Adds one sentence to the counts of its text. */
export function countWords(
  sentence: SentenceWords,
  counts: { readonly terms: Map<string, number>; readonly pairs: Map<string, number> },
): void {
  for (const term of sentence.uniqueTerms) addOne(counts.terms, term);
  for (const pair of new Set(wordPairs(sentence))) addOne(counts.pairs, pair);
}

/** The neighbouring words of a sentence of which at least one carries meaning. */
export function wordPairs({ words }: SentenceWords): string[] {
  return words
    .slice(1)
    .map((next, index) => [words[index] ?? "", next] as const)
    .filter(([first, second]) => !stopWords.has(first) || !stopWords.has(second))
    .map(([first, second]) => `${first} ${second}`);
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function wordsOf(text: string): string[] {
  if (!unspaced.test(text)) return text.match(word) ?? [];
  return [...wordSegmenter.segment(text)].flatMap(({ segment, isWordLike }) =>
    isWordLike ? [segment] : [],
  );
}

// Plurals and possessives of English; other endings differ too much in meaning to be cut.
function stem(term: string): string {
  const singular = term.replace(/'s?$/, "");
  if (singular.length > 4 && singular.endsWith("ies")) return `${singular.slice(0, -3)}y`;
  return /[^su]s$/.test(singular) && singular.length > 3 ? singular.slice(0, -1) : singular;
}
