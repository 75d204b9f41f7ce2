// Logits of one window → its best spans, none overlapping another.

/** The logits of the context's tokens in one window. */
export interface WindowLogits {
  readonly starts: Float32Array;
  readonly ends: Float32Array;
}

/** A piece of the window that may be the answer; both tokens belong to it. */
export interface SpanCandidate {
  readonly first: number;
  readonly last: number;
  /** Start logit plus end logit. */
  readonly logit: number;
  /** The logarithm of what all starts and all ends of the window sum up to: `logit` less this is the span's log-probability in its window. */
  readonly windowMass: number;
}

interface SpanLimits {
  readonly maxTokens: number;
  readonly count: number;
}

/** The best spans of a window, best first, at most `count`. */
export function bestSpans(
  { starts, ends }: WindowLogits,
  { maxTokens, count }: SpanLimits,
): SpanCandidate[] {
  const windowMass = logSumExp(starts) + logSumExp(ends);
  const bestPerStart = Array.from(starts, (startLogit, first) => {
    let last = first;
    const limit = Math.min(ends.length, first + maxTokens);
    for (let end = first + 1; end < limit; end++) {
      if (at(ends, end) > at(ends, last)) last = end;
    }
    return { first, last, logit: startLogit + at(ends, last), windowMass };
  });
  const chosen: SpanCandidate[] = [];
  for (const span of bestPerStart.toSorted((a, b) => b.logit - a.logit)) {
    if (chosen.length >= count) break;
    if (!chosen.some((other) => span.first <= other.last && other.first <= span.last)) {
      chosen.push(span);
    }
  }
  return chosen;
}

function logSumExp(values: Float32Array): number {
  const highest = values.reduce((max, value) => Math.max(max, value), -Infinity);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? -Infinity;
}
