import { featureCount, scoreRows } from "@pilotlight/core/worker";
import { expect, test } from "vitest";
import { fitNetwork } from "./fit-network.ts";
import { seededRandom } from "./seeded-random.ts";

test("a fit orders what it learned from, also where no straight line does", () => {
  const random = seededRandom(7);
  const samples = Array.from({ length: 600 }, () => {
    const features = Float32Array.from({ length: featureCount }, () => random());
    const [a = 0, b = 0] = features;
    return { features, target: Math.abs(a - b) * 4 };
  });
  const network = fitNetwork(samples, { hiddenUnits: 8, rounds: 40, rate: 0.01, seed: 1 });
  const rows = new Float32Array(featureCount * 2).fill(0.5);
  rows.set([0.95, 0.05], featureCount);
  const [same = 0, apart = 0] = scoreRows(rows, network);
  expect(apart).toBeGreaterThan(same + 1);
});
