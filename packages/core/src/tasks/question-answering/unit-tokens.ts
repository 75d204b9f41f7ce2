// Which tokens belong to which unit of a text.
import type { Span } from "../../contract/span.ts";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";

/** The units as spans of tokens; together they hold each token, also those between two units. */
export function tokensOfUnits({ spans }: Tokens, units: readonly Span[]): Span[] {
  const found: Span[] = [];
  let token = 0;
  for (const { end } of units) {
    const start = token;
    while (token < spans.length && (spans[token]?.start ?? Infinity) < end) token += 1;
    if (token > start) found.push({ start, end: token });
  }
  const last = found.at(-1)?.end ?? 0;
  return last < spans.length ? [...found, { start: last, end: spans.length }] : found;
}

/** Finds the number of the unit that a token belongs to, given the units as spans of tokens. */
export function unitFinder(units: readonly Span[]): (token: number) => number {
  return (token) => {
    let low = 0;
    let high = units.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((units[middle]?.end ?? Infinity) <= token) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The tokens of a passage that a piece of the text is made of, counted from the passage's first; null when it is not all in there. */
export function tokensWithin(
  { spans }: Tokens,
  { start, end }: Span,
  passage: Span,
): { readonly first: number; readonly last: number } | null {
  const first = firstToken(spans, start);
  let last = first;
  while (last + 1 < spans.length && (spans[last + 1]?.start ?? Infinity) < end) last += 1;
  const isInside = first >= passage.start && last < passage.end && first < spans.length;
  if (!isInside || (spans[first]?.start ?? Infinity) >= end) return null;
  return { first: first - passage.start, last: last - passage.start };
}

/** The first token that does not end before a place. */
function firstToken(spans: readonly Span[], place: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? Infinity) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
