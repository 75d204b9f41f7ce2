import fc from "fast-check";
import { expect, test } from "vitest";
import { cutPassages, rankPassages } from "./passages.ts";

const units = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 })
  .map((sizes) => {
    let at = 0;
    return sizes.map((size) => ({ start: at, end: (at += size) }));
  });

test("passages hold each token, are none too long, and begin where units do unless one is too long", () => {
  fc.assert(
    fc.property(units, fc.integer({ min: 5, max: 60 }), (sentences, size) => {
      const count = sentences.at(-1)?.end ?? 0;
      const passages = cutPassages(sentences, count, { size, overlap: size >> 1 });
      const held = new Set(passages.flatMap(({ start, end }) => range(start, end)));
      expect(held.size).toBe(count);
      for (const { start, end } of passages) expect(end - start).toBeLessThanOrEqual(size);
      const isLong = sentences.some(({ start, end }) => end - start > size);
      const begins = new Set(sentences.map(({ start }) => start));
      if (!isLong) for (const { start } of passages) expect(begins.has(start)).toBe(true);
    }),
  );
});

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

test("the passage that speaks of the question comes first, in any form of its words", async () => {
  const passages = [
    "The market sells bread and flowers.",
    "Ships were building up outside the harbour.",
    "The lighthouse keeper painted the tower in 1911.",
  ];
  const checkpoint = () => Promise.resolve();
  expect(await rankPassages("Who was painting the lighthouse?", passages, checkpoint)).toEqual([
    2, 0, 1,
  ]);
});

test("a question of no words leaves the passages in their order", async () => {
  expect(await rankPassages("Who is it?", ["a", "b"], () => Promise.resolve())).toEqual([0, 1]);
});

test("a long text is ranked with checkpoints in between", async () => {
  const passages = Array.from({ length: 300 }, (_, place) => `Passage ${place} of many.`);
  let checkpoints = 0;
  await rankPassages("Which passage?", passages, async () => {
    checkpoints += 1;
  });
  expect(checkpoints).toBeGreaterThan(3);
});
