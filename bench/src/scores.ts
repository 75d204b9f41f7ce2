// Figures over scores between 0 and 1.

/** The share of pairs in which the positive has the higher score, half for a tie. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  const all = [
    ...positives.map((score) => ({ score, isPositive: true })),
    ...negatives.map((score) => ({ score, isPositive: false })),
  ].toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0, end = 0; start < all.length; start = end) {
    while (end < all.length && all[end]?.score === all[start]?.score) end++;
    const tied = all.slice(start, end).filter(({ isPositive }) => isPositive).length;
    rankSum += (tied * (start + 1 + end)) / 2;
  }
  const pairs = positives.length * negatives.length;
  return (rankSum - (positives.length * (positives.length + 1)) / 2) / pairs;
}

/** A score and whether what it stands for was right. */
export interface Judged {
  readonly score: number;
  readonly isRight: boolean;
}

/** How far scores are from the share that is right, as a mean over ten bins of the score (expected calibration error). */
export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, (): Judged[] => []);
  for (const entry of judged) bins[Math.min(9, Math.floor(entry.score * 10))]?.push(entry);
  const gaps = bins.map((bin) =>
    Math.abs(bin.reduce((sum, { score, isRight }) => sum + score - (isRight ? 1 : 0), 0)),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / judged.length;
}

/** The mean, 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, 0 of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
