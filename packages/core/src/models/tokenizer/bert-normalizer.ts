// A piece of text without spaces → its normalized form, each unit of which knows where it came from.
import type { Span } from "../../contract/span.ts";
import { isDropped, isIdeograph, isMark } from "./unicode-classes.ts";

/** What a BertNormalizer does to a text. */
export interface NormalizerSettings {
  readonly hasSpacedCjk: boolean;
  readonly isLowercased: boolean;
  readonly hasAccentsStripped: boolean;
}

/** A normalized piece of text and the way back. */
export interface NormalizedChunk {
  readonly normalized: string;
  /** The source characters of a piece of `normalized`, whole, with their combining marks. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** A source character with its combining marks; `text` is what is left of it after cleaning. */
interface Cluster extends Span {
  end: number;
  text: string;
}

/** Normalizes the characters of a chunk; a chunk holds no space, so nothing outside it changes the result. */
export function normalizeChunk(
  text: string,
  chunk: Span,
  settings: NormalizerSettings,
): NormalizedChunk {
  const source = text.slice(chunk.start, chunk.end);
  if (/^[!-~]*$/.test(source)) {
    return {
      normalized: settings.isLowercased ? source.toLowerCase() : source,
      spanOf: (start, end) => ({ start: chunk.start + start, end: chunk.start + end }),
    };
  }
  return normalizeClusters(clustersOf(source, chunk.start, settings), settings);
}

function clustersOf(source: string, offset: number, settings: NormalizerSettings): Cluster[] {
  const clusters: Cluster[] = [];
  let place = offset;
  for (const char of source) {
    const start = place;
    place += char.length;
    const codePoint = char.codePointAt(0) ?? 0;
    if (isDropped(codePoint)) continue;
    const previous = clusters.at(-1);
    if (previous && isMark(codePoint)) {
      previous.end = place;
      previous.text += char;
      continue;
    }
    const isSpaced = settings.hasSpacedCjk && isIdeograph(codePoint);
    clusters.push({ start, end: place, text: isSpaced ? ` ${char} ` : char });
  }
  return clusters;
}

function normalizeClusters(
  clusters: readonly Cluster[],
  { isLowercased, hasAccentsStripped }: NormalizerSettings,
): NormalizedChunk {
  // Lowercased as a whole, because a Greek sigma looks at its neighbours.
  const cleaned = clusters.map(({ text }) => text).join("");
  const lowered = isLowercased ? cleaned.toLowerCase() : cleaned;
  const texts: string[] = [];
  const owners: number[] = [];
  let place = 0;
  clusters.forEach((cluster, index) => {
    const length = (isLowercased ? cluster.text.toLowerCase() : cluster.text).length;
    let text = lowered.slice(place, place + length);
    place += length;
    if (hasAccentsStripped) text = withoutAccents(text);
    texts.push(text);
    for (let unit = 0; unit < text.length; unit++) owners.push(index);
  });
  return {
    normalized: texts.join(""),
    spanOf: (start, end) => {
      const first = clusters[owners[start] ?? 0];
      const last = clusters[owners[end - 1] ?? 0];
      return { start: first?.start ?? 0, end: last?.end ?? 0 };
    },
  };
}

// Sorting a long run of combining marks takes quadratic time, and their order does not matter once
// they are gone; no writing system stacks this many.
const longestSortedCluster = 128;

function withoutAccents(text: string): string {
  const decomposed =
    text.length <= longestSortedCluster
      ? text.normalize("NFD")
      : Array.from(text, (char) => char.normalize("NFD")).join("");
  return decomposed.replace(/\p{Mn}/gu, "");
}
