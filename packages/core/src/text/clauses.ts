// Speech and notes without any full stop, cut where a clause may begin, or at a length.
import type { Span } from "../contract/span.ts";

// The longest sentence of people who write full stops; on SQuAD's paragraphs one in 5,000 has more words.
const longestSentence = 110;
// A piece is cut at the first good place after this many words, and at any after the second.
const fewestWords = 18;
const mostWords = 45;
const opensClause =
  /^(?:and|but|so|because|then|well|okay|ok|um|uh|yeah|yes|no|now|also|however|although|though|while|when|if|which|where|i|we|you|he|she|they|it|there|this|that's|it's|i'm|we're|let's|right|actually|anyway)$/iu;
const endsClause = /[,;:–—]$/u;

/** A sentence of ordinary length as it is; a longer one in pieces that have at most some 45 words. */
export function cutClauses(text: string, sentence: Span): Span[] {
  // Below this there cannot be so many words.
  if (sentence.end - sentence.start < 2 * longestSentence) return [sentence];
  const words = [...text.slice(sentence.start, sentence.end).matchAll(/\S+/gu)];
  if (words.length <= longestSentence) return [sentence];
  const pieces: Span[] = [];
  let first = 0;
  words.forEach(({ 0: word }, index) => {
    const count = index - first;
    const before = words[index - 1]?.[0] ?? "";
    const isGood = endsClause.test(before) || opensClause.test(word);
    const isLast = words.length - index < fewestWords;
    if (isLast || !(count >= mostWords || (count >= fewestWords && isGood))) return;
    pieces.push(spanOfWords(words.slice(first, index), sentence.start));
    first = index;
  });
  pieces.push(spanOfWords(words.slice(first), sentence.start));
  return pieces;
}

function spanOfWords(words: readonly RegExpExecArray[], offset: number): Span {
  const [first, last] = [words[0], words.at(-1)];
  return {
    start: offset + (first?.index ?? 0),
    end: offset + (last ? last.index + last[0].length : 0),
  };
}
