import type { Mark } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { blocksOf, chunkText, firstShown, openGap, piecesOf, showMark } from "./marked-text.ts";

function marksOf(...spans: readonly (readonly [number, number])[]): readonly Mark[] {
  return spans.map(([start, end]) => ({ start, end, tone: "answer", label: "the answer" }));
}

function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
}

/** Every sentence of a long text marked, as a sentiment analysis does. */
function manyMarks(text: string, length: number): readonly Mark[] {
  const starts = Array.from({ length: Math.floor(text.length / length) }, (_, i) => i * length);
  return marksOf(...starts.map((start) => [start, start + length] as const));
}

describe("chunks", () => {
  test("a short text is one chunk", () => {
    const marks = marksOf([3, 5]);
    expect(chunkText("a text", marks)).toEqual([{ start: 0, end: 6, marks: { start: 0, end: 1 } }]);
  });

  test.each([
    ["words", words(20_000)],
    ["lines", words(20_000).replaceAll("9 ", "9\n")],
    ["one endless word", "x".repeat(100_000)],
    ["emoji", "🔥".repeat(50_000)],
  ])("the chunks of a long text of %s follow each other without a gap", (_name, text) => {
    const chunks = chunkText(text, []);
    expect(chunks.length).toBeGreaterThan(40);
    expect(chunks.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
    expect(chunks.every(({ start, end }) => text.slice(start, end).isWellFormed())).toBe(true);
    expect(Math.max(...chunks.map(({ start, end }) => end - start))).toBeLessThanOrEqual(2_000);
  });

  test("a long text is cut at line ends where there are some", () => {
    const text = `${words(100)}\n`.repeat(100);
    const chunks = chunkText(text, []).slice(0, -1);
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.every(({ end }) => text[end - 1] === "\n")).toBe(true);
  });
});

describe("pieces", () => {
  test("the pieces of all chunks are the text, and each mark is marked exactly", () => {
    const text = words(20_000);
    const marks = manyMarks(text, 97);
    const pieces = chunkText(text, marks).flatMap((chunk) => piecesOf(text, marks, chunk));
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    const marked = marks.map((_, index) =>
      pieces
        .filter((piece) => piece.mark === index)
        .map((piece) => piece.text)
        .join(""),
    );
    expect(marked).toEqual(marks.map(({ start, end }) => text.slice(start, end)));
    expect(pieces.filter(({ endsMark }) => endsMark)).toHaveLength(marks.length);
  });
});

describe("what is shown", () => {
  const text = words(150_000).slice(0, 1_000_000);

  test("a million characters show the neighbourhood of the only mark, and a gap on either side", () => {
    const marks = marksOf([500_000, 500_010]);
    const chunks = chunkText(text, marks);
    const blocks = blocksOf(chunks, firstShown(chunks));
    expect(blocks.map(({ kind }) => kind)).toEqual(["gap", "chunk", "chunk", "chunk", "gap"]);
  });

  test("with a mark on every sentence of a million characters, only the first are shown", () => {
    const chunks = chunkText(text, manyMarks(text, 100));
    const shown = firstShown(chunks);
    expect(shown.size).toBeLessThan(20);
    expect(blocksOf(chunks, shown).at(-1)).toMatchObject({
      kind: "gap",
      chunks: { end: chunks.length },
    });
  });

  test("a long text without marks shows its beginning", () => {
    const chunks = chunkText(text, []);
    expect([...firstShown(chunks)]).toEqual([0, 1, 2]);
  });

  test("a gap opens towards what is read: the one at the top from its end", () => {
    const chunks = chunkText(text, marksOf([500_000, 500_010]));
    const shown = firstShown(chunks);
    const [top, ...others] = blocksOf(chunks, shown);
    const bottom = others.at(-1);
    if (top?.kind !== "gap" || bottom?.kind !== "gap") throw new Error("Expected two gaps");
    expect(openGap(shown, top.chunks).has(top.chunks.end - 1)).toBe(true);
    expect(openGap(shown, bottom.chunks).has(bottom.chunks.start)).toBe(true);
  });

  test("opening all gaps shows all of the text", () => {
    const chunks = chunkText(text, marksOf([500_000, 500_010]));
    let shown = firstShown(chunks);
    for (let opened = 0; opened < chunks.length; opened++) {
      const gap = blocksOf(chunks, shown).find((block) => block.kind === "gap");
      if (gap?.kind !== "gap") break;
      shown = openGap(shown, gap.chunks);
    }
    expect(shown.size).toBe(chunks.length);
  });

  test("a jump shows the mark that was out of sight", () => {
    const marks = manyMarks(text, 100);
    const chunks = chunkText(text, marks);
    const shown = showMark(firstShown(chunks), chunks, marks.length - 1);
    expect(shown.has(chunks.length - 1)).toBe(true);
  });
});
