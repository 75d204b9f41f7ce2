import { featureCount } from "./sentence-features.ts";

/** A network of one hidden layer, with a straight way past it. */
export interface RankNetwork {
  /** What is taken off each feature, and what it is then divided by. */
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  /** One row of weights per hidden unit, its bias last. */
  readonly hidden: readonly (readonly number[])[];
  /** The weight of each hidden unit. */
  readonly output: readonly number[];
  /** The weight of each feature on the straight way. */
  readonly straight: readonly number[];
}

// Standardised features stay within this, so that an odd text cannot drive the network far from home.
const featureLimit = 4;

/** A score per row of features. */
export function scoreRows(
  rows: Float32Array,
  { hidden, output, ...rest }: RankNetwork,
): Float32Array {
  const { means, spreads, straight } = rest;
  return Float32Array.from({ length: rows.length / featureCount }, (_, index) => {
    const row = rows.subarray(index * featureCount, (index + 1) * featureCount);
    const values = Array.from(row, (value, feature) =>
      clamp((value - (means[feature] ?? 0)) / (spreads[feature] ?? 1)),
    );
    let score = dot(straight, values);
    hidden.forEach((weights, unit) => {
      const sum = dot(weights, values) + (weights[featureCount] ?? 0);
      if (sum > 0) score += sum * (output[unit] ?? 0);
    });
    return score;
  });
}

function clamp(value: number): number {
  return Math.max(-featureLimit, Math.min(featureLimit, value));
}

function dot(weights: readonly number[], values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
}
