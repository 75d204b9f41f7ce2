// Weak models fill a form with its own words, or repeat the request instead of doing it.

/** What a reply may have its words from. */
interface Sources {
  /** Our own words, without those of the caller. */
  readonly request: string;
  /** The caller's words: what is said in them is no echo. */
  readonly material: string;
}

/** True when words say nothing: they have no letter and no digit, or all their sentences are of our own request. */
export function isEcho(words: string, { request, material }: Sources): boolean {
  const [ours, theirs] = [bare(request), bare(material)];
  return words
    .split(/[.!?\n]+/u)
    .map(bare)
    .filter((sentence) => sentence !== edge)
    .every((sentence) => ours.includes(sentence) && !theirs.includes(sentence));
}

const edge = " ";

/** Letters and digits alone, in one case, a space before and after each word. */
function bare(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return `${edge}${words.map((word) => `${word}${edge}`).join("")}`;
}
