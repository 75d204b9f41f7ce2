// Plain stochastic gradient descent for the ranking's network; seeded, so a fit can be repeated.
import { featureCount, type RankNetwork } from "@pilotlight/core/worker";
import { seededRandom, shuffled } from "./seeded-random.ts";

/** One sentence to learn from. */
export interface Sample {
  readonly features: Float32Array;
  /** How much of the reference summary it tells, within its article in spreads of the mean. */
  readonly target: number;
}

interface FitOptions {
  readonly hiddenUnits: number;
  readonly rounds: number;
  readonly rate: number;
  readonly seed: number;
}

/** A network that predicts the targets. */
export function fitNetwork(samples: readonly Sample[], options: FitOptions): RankNetwork {
  const random = seededRandom(options.seed);
  const { means, spreads } = scales(samples);
  const items = samples.map(({ features, target }) => ({
    // The 1 at the end meets the bias of each unit.
    values: [...Array.from(features, (value, f) => scaled(value, means[f], spreads[f])), 1],
    target,
  }));
  const around = (size: number) => ((random() - 0.5) * 2) / Math.sqrt(size);
  const hidden = Array.from({ length: options.hiddenUnits }, () => [
    ...Array.from({ length: featureCount }, () => around(featureCount)),
    0,
  ]);
  const output = hidden.map(() => around(options.hiddenUnits));
  const straight = new Array<number>(featureCount + 1).fill(0);
  for (let round = 0; round < options.rounds; round++) {
    const rate = options.rate * (1 - round / options.rounds) + 1e-4;
    for (const { values, target } of shuffled(items, random)) {
      step({ hidden, output, straight }, values, target, rate);
    }
  }
  return rounded({ means, spreads, hidden, output, straight: straight.slice(0, featureCount) });
}

interface Weights {
  readonly hidden: number[][];
  readonly output: number[];
  readonly straight: number[];
}

function step(weights: Weights, values: readonly number[], target: number, rate: number): void {
  const { hidden, output, straight } = weights;
  const sums = hidden.map((row) => Math.max(0, dot(row, values)));
  const error = dot(straight, values) + dot(output, sums) - target;
  addScaled(straight, values, -rate * error * 0.1);
  sums.forEach((sum, unit) => {
    const row = hidden[unit];
    const weight = output[unit];
    if (sum === 0 || row === undefined || weight === undefined) return;
    output[unit] = weight - rate * error * sum;
    addScaled(row, values, -rate * error * weight);
  });
}

function scales(samples: readonly Sample[]): { means: number[]; spreads: number[] } {
  const means = new Array<number>(featureCount).fill(0);
  const squares = new Array<number>(featureCount).fill(0);
  for (const { features } of samples) {
    features.forEach((value, f) => {
      means[f] = (means[f] ?? 0) + value / samples.length;
      squares[f] = (squares[f] ?? 0) + value ** 2 / samples.length;
    });
  }
  const spreads = squares.map(
    (square, f) => Math.sqrt(Math.max(0, square - (means[f] ?? 0) ** 2)) || 1,
  );
  return { means, spreads };
}

function rounded(network: RankNetwork): RankNetwork {
  const round = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3)));
  return {
    means: round(network.means),
    spreads: round(network.spreads),
    hidden: network.hidden.map(round),
    output: round(network.output),
    straight: round(network.straight),
  };
}

function dot(weights: readonly number[], values: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += (weights[index] ?? 0) * (values[index] ?? 0);
  }
  return sum;
}

function addScaled(weights: number[], values: readonly number[], scale: number): void {
  for (let index = 0; index < weights.length; index++) {
    weights[index] = (weights[index] ?? 0) + scale * (values[index] ?? 0);
  }
}

function scaled(value: number, mean = 0, spread = 1): number {
  return Math.max(-4, Math.min(4, (value - mean) / spread));
}
