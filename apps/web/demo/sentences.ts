import type { Span } from "@pilotlight/core";

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
// A sentence may go on for pages; a quote does not.
const mostCharacters = 600;

/** The sentence that a piece of a text stands in, trimmed; a piece of it when it is very long. */
export function sentenceAround(text: string, { start, end }: Span): string {
  const segments = sentences.segment(text);
  const from = segments.containing(start)?.index ?? start;
  const last = segments.containing(Math.max(start, end - 1));
  const until = last ? last.index + last.segment.length : end;
  const sentence = text.slice(from, until).trim();
  if (sentence.length <= mostCharacters) return sentence;
  return text.slice(start, end).trim();
}

/** How many sentences a text has. */
export function countSentences(text: string): number {
  return [...sentences.segment(text)].length;
}
