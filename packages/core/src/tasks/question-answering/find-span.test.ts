import { expect, test } from "vitest";
import { bestSpans } from "./find-span.ts";

// One sentence.
const lastOf = () => 1000;

const low = -9;

test("the best span joins the best start with the best end behind it", () => {
  const starts = Float32Array.of(low, 5, low, low);
  const ends = Float32Array.of(9, low, 4, low);
  const [best] = bestSpans({ starts, ends }, { maxTokens: 4, count: 1, lastOf });
  expect(best).toMatchObject({ first: 1, last: 2, logit: 9 });
});

test("a span has no more tokens than allowed", () => {
  const starts = Float32Array.of(5, low, low, low);
  const ends = Float32Array.of(low, 1, low, 9);
  const [best] = bestSpans({ starts, ends }, { maxTokens: 3, count: 1, lastOf });
  expect(best).toMatchObject({ first: 0, last: 1 });
});

test("spans come best first and none overlaps another", () => {
  const starts = Float32Array.of(5, 4, low, 3);
  const ends = Float32Array.of(low, 6, low, 2);
  const spans = bestSpans({ starts, ends }, { maxTokens: 4, count: 2, lastOf });
  expect(spans.map(({ first, last }) => [first, last])).toEqual([
    [0, 1],
    [3, 3],
  ]);
});

test("the logit less the window's mass is the span's log-probability", () => {
  const starts = Float32Array.of(0, 0);
  const ends = Float32Array.of(0, 0);
  const [best] = bestSpans({ starts, ends }, { maxTokens: 1, count: 1, lastOf });
  expect(Math.exp((best?.logit ?? 0) - (best?.windowMass ?? 0))).toBeCloseTo(1 / 4);
});

test("a window without tokens has no span", () => {
  const none = new Float32Array();
  expect(bestSpans({ starts: none, ends: none }, { maxTokens: 3, count: 1, lastOf })).toEqual([]);
});
