// How much of the question stands near a place in the text. A small reader judges each window alone and
// confuses neighbours; which words of the question stand in the candidate's own sentence, and how close,
// tells them apart, and it tells answerable questions from others.
import type { Span } from "../../contract/span.ts";

/** What stands near a span of tokens: shares of the question's words, between 0 and 1, rare words counting more in all but the first. */
export interface Evidence {
  readonly near: number;
  readonly nearRare: number;
  /** Of those in the span's own unit. */
  readonly unit: number;
  /** The same, each counting by how close it is. */
  readonly close: number;
  /** Of those that the text has nowhere. */
  readonly missing: number;
  /** How much of the span repeats the question. */
  readonly echo: number;
}

// Tokens on each side of a span that count as near: about two sentences in all.
const reach = 30;
// A word this many tokens away counts half.
const halfDistance = 4;
// For a question that is about no word at all, such as "Who is it?".
const unknown: Evidence = { near: 0.6, nearRare: 0.6, unit: 0.6, close: 0.3, missing: 0, echo: 0 };

interface Word {
  readonly places: readonly number[];
  readonly rarity: number;
}

/** Finds how much of a question stands near any span of a text's tokens. */
export class QuestionEvidence {
  readonly #words: readonly Word[];
  readonly #totalRarity: number;
  readonly #missing: number;
  readonly #topic: ReadonlySet<string>;
  readonly #forms: readonly string[];
  readonly #unitOf: (token: number) => Span;

  /**
   * @param topic the forms of the words that the question is about
   * @param forms the form of each token of the text
   * @param units the text's units as spans of tokens, in order, together all tokens
   */
  constructor(topic: ReadonlySet<string>, forms: readonly string[], units: readonly Span[]) {
    const places = new Map<string, number[]>(Array.from(topic, (form) => [form, []]));
    forms.forEach((form, place) => places.get(form)?.push(place));
    const unitIndex = indexOfUnits(units, forms.length);
    this.#words = [...places.values()].map((found) => ({
      places: found,
      rarity: rarity(new Set(found.map((place) => unitIndex[place])).size, units.length),
    }));
    this.#totalRarity = this.#words.reduce((sum, word) => sum + word.rarity, 0);
    this.#missing = this.#sum((word) => (word.places.length === 0 ? 1 : 0));
    this.#topic = topic;
    this.#forms = forms;
    this.#unitOf = (token) => units[unitIndex[token] ?? 0] ?? { start: 0, end: forms.length };
  }

  /** The evidence around the tokens `first` to `last`; what the span itself holds does not count. */
  near(first: number, last: number): Evidence {
    if (this.#words.length === 0) return unknown;
    const unit = this.#unitOf(first);
    const isNear = ({ places }: Word) =>
      gapTo(places, { first, last, from: first - reach, to: last + reach }) !== null;
    const inUnit = { first, last, from: unit.start, to: unit.end - 1 };
    const gaps = new Map(this.#words.map((word) => [word, gapTo(word.places, inUnit)]));
    const echoes = this.#forms.slice(first, last + 1).filter((form) => this.#topic.has(form));
    return {
      near: this.#words.filter(isNear).length / this.#words.length,
      nearRare: this.#sum((word) => (isNear(word) ? 1 : 0)),
      unit: this.#sum((word) => ((gaps.get(word) ?? null) === null ? 0 : 1)),
      close: this.#sum((word) => {
        const gap = gaps.get(word) ?? null;
        return gap === null ? 0 : halfDistance / (halfDistance + gap);
      }),
      missing: this.#missing,
      echo: echoes.length / (last - first + 1),
    };
  }

  #sum(value: (word: Word) => number): number {
    if (this.#totalRarity === 0) return 0;
    return (
      this.#words.reduce((sum, word) => sum + word.rarity * value(word), 0) / this.#totalRarity
    );
  }
}

function indexOfUnits(units: readonly Span[], count: number): Int32Array {
  const index = new Int32Array(count);
  units.forEach(({ start, end }, unit) => index.fill(unit, start, end));
  return index;
}

function rarity(unitsWithWord: number, units: number): number {
  return Math.log(1 + (units - unitsWithWord + 0.5) / (unitsWithWord + 0.5));
}

interface Surroundings {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

/** The tokens between a span and the nearest of the sorted places around it; null when none is in reach. */
function gapTo(places: readonly number[], { first, last, from, to }: Surroundings): number | null {
  const after = places[indexFrom(places, last + 1)];
  const before = places[indexFrom(places, first) - 1];
  const gaps = [
    ...(after !== undefined && after <= to ? [after - last - 1] : []),
    ...(before !== undefined && before >= from ? [first - before - 1] : []),
  ];
  return gaps.length === 0 ? null : Math.min(...gaps);
}

/** The index of the first place that is not before `from`. */
function indexFrom(places: readonly number[], from: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
