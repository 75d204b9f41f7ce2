import type { Mark, MarkTone } from "@pilotlight/core";

/** The word of each tone; nothing is told by colour alone. */
export const toneWords: Readonly<Record<MarkTone, string>> = {
  get answer() {
    return "The answer";
  },
  get chosen() {
    return "In the summary";
  },
  get positive() {
    return "Positive";
  },
  get negative() {
    return "Negative";
  },
  get unclear() {
    return "Unclear";
  },
};

/** How many marks there are of each tone, in the order in which the tones first appear. */
export function countTones(
  marks: readonly Mark[],
): readonly { readonly tone: MarkTone; readonly count: number }[] {
  const counts = new Map<MarkTone, number>();
  for (const { tone } of marks) counts.set(tone, (counts.get(tone) ?? 0) + 1);
  return Array.from(counts, ([tone, count]) => ({ tone, count }));
}
