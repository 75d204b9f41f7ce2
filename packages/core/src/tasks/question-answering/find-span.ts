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
  /** The last token that an answer beginning at a token may have: the end of its sentence, item or row. */
  readonly lastOf: (first: number) => number;
  /** The last token before the next comma, or the like: a shorter answer is looked for up to there, too. */
  readonly clauseLastOf?: (first: number) => number;
}

/** The best spans of a window, best first, at most `count`. */
export function bestSpans(
  { starts, ends }: WindowLogits,
  { maxTokens, count, lastOf, clauseLastOf = lastOf }: SpanLimits,
): SpanCandidate[] {
  const windowMass = massOf({ starts, ends });
  const bestFrom = (first: number, lastAllowed: number) => {
    let last = first;
    const limit = Math.min(ends.length, first + maxTokens, lastAllowed + 1);
    for (let end = first + 1; end < limit; end++) {
      if (at(ends, end) > at(ends, last)) last = end;
    }
    return { first, last, logit: at(starts, first) + at(ends, last), windowMass };
  };
  const bestPerStart = Array.from(starts.keys()).flatMap((first) => {
    const whole = bestFrom(first, lastOf(first));
    const clause = Math.min(lastOf(first), clauseLastOf(first));
    return clause < whole.last ? [whole, bestFrom(first, clause)] : [whole];
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

/** A span that something else than the logits proposes, with its logits. */
export function spanAt(
  logits: WindowLogits,
  { first, last }: { readonly first: number; readonly last: number },
): SpanCandidate {
  const logit = at(logits.starts, first) + at(logits.ends, last);
  return { first, last, logit, windowMass: massOf(logits) };
}

function massOf({ starts, ends }: WindowLogits): number {
  return logSumExp(starts) + logSumExp(ends);
}

function logSumExp(values: Float32Array): number {
  const highest = values.reduce((max, value) => Math.max(max, value), -Infinity);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? -Infinity;
}
