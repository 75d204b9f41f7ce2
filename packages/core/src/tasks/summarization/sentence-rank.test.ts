import { expect, test } from "vitest";
import { featureCount, sentenceFeatures } from "./sentence-features.ts";
import { scoreRows } from "./rank-network.ts";
import { chooseVaried, rankSentences } from "./sentence-rank.ts";

const pause = async () => {};

test("scoreRows adds the straight way and each hidden unit that fires", () => {
  const zeros = new Array<number>(featureCount).fill(0);
  const ones = new Array<number>(featureCount).fill(1);
  const rows = new Float32Array(featureCount * 2);
  rows[0] = 3;
  rows[featureCount] = -3;
  const network = {
    means: [1, ...zeros.slice(1)],
    spreads: [2, ...ones.slice(1)],
    straight: [0.5, ...zeros.slice(1)],
    // (3 − 1) / 2 = 1 → 2·1 + 0.25 = 2.25, times 10; (−3 − 1) / 2 = −2 → the unit stays silent.
    hidden: [[2, ...zeros.slice(1), 0.25]],
    output: [10],
  };
  expect([...scoreRows(rows, network)]).toEqual([0.5 + 22.5, -1]);
});

test("chooseVaried takes the best first, and then what is new before what repeats", () => {
  const sentences = [
    "Red boats sail north.",
    "Red boats sail north today.",
    "Blue cars drive south.",
  ];
  expect(chooseVaried(sentences, Float32Array.of(3, 2.9, 2), 3)).toEqual([0, 2, 1]);
});

test("chooseVaried gives no more than there are", () => {
  expect(chooseVaried(["One."], Float32Array.of(1), 5)).toEqual([0]);
});

test("every feature of every sentence is a finite number", async () => {
  const rows = await sentenceFeatures(["A dog.", "!", "漢字。", "“Why?”", "1 2 3"], pause);
  expect(rows).toHaveLength(5 * featureCount);
  expect(rows.every(Number.isFinite)).toBe(true);
});

test("no sentences have no features and no ranking", async () => {
  expect(await sentenceFeatures([], pause)).toHaveLength(0);
  expect(await rankSentences([], 3, pause)).toEqual([]);
});
