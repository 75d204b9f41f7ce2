import fc from "fast-check";
import { expect, test } from "vitest";
import { evenWindows, tokenWindows } from "./windows.ts";

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 3_000 }),
  size: fc.integer({ min: 2, max: 500 }),
  overlap: fc.nat({ max: 250 }),
});

test("a text that fits is one window", () => {
  expect(tokenWindows({ count: 10, size: 10, overlap: 5 })).toEqual([{ start: 0, end: 10 }]);
});

test("no token makes no window", () => {
  expect(tokenWindows({ count: 0, size: 10, overlap: 5 })).toEqual([]);
  expect(evenWindows(0, 10)).toEqual([]);
});

test("each piece of `overlap` tokens stands whole in some window, and none is too long", () => {
  fc.assert(
    fc.property(sizes, ({ count, size, overlap }) => {
      fc.pre(overlap < size);
      const windows = tokenWindows({ count, size, overlap });
      expect(windows.at(0)?.start).toBe(0);
      expect(windows.at(-1)?.end).toBe(count);
      windows.forEach(({ start, end }, index) => {
        expect(end - start).toBeLessThanOrEqual(size);
        const before = windows[index - 1];
        if (before) expect(before.end - start).toBe(overlap);
      });
    }),
  );
});

test("even windows hold each token once and differ by one token at most", () => {
  fc.assert(
    fc.property(sizes, ({ count, size }) => {
      const windows = evenWindows(count, size);
      const lengths = windows.map(({ start, end }) => end - start);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(size);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      windows.forEach(({ start }, index) => {
        expect(start).toBe(windows[index - 1]?.end ?? 0);
      });
      expect(windows.at(-1)?.end).toBe(count);
    }),
  );
});
