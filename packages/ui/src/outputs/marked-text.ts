// A marked text of any length as chunks, of which only a part is on the page: a text of a million
// characters with ten thousand marks must not stop the tab.
import type { Mark, Span } from "@pilotlight/core";

// Chosen by measuring: what is shown at first stays far below 50 ms of work on a small machine.
const chunkLength = 2_000;
const wholeTextLength = 24_000;
const wholeTextMarks = 300;
const firstMarksShown = 12;
const firstChunksShown = 16;
const revealedChunks = 16;

/** A piece of the text between two places where one might cut it. */
export interface Chunk extends Span {
  /** The marks that touch the chunk: indices into the list of marks, end not included. */
  readonly marks: Span;
}

/** A piece of a chunk: plain, or (a part of) one mark. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  /** The index of the mark; null where nothing is marked. */
  readonly mark: number | null;
  /** True for the piece that holds the mark's end. */
  readonly endsMark: boolean;
}

/** What is on the page: chunks in a row, or a gap of chunks that are not shown. */
export type Block =
  | { readonly kind: "chunk"; readonly index: number }
  | {
      readonly kind: "gap";
      /** The chunks left out, end not included. */
      readonly chunks: Span;
      readonly characters: number;
      readonly marks: number;
    };

/** The text in chunks, cut at line ends where there are some, else between words. */
export function chunkText(text: string, marks: readonly Mark[]): readonly Chunk[] {
  if (text.length <= wholeTextLength && marks.length <= wholeTextMarks) {
    return [{ start: 0, end: text.length, marks: { start: 0, end: marks.length } }];
  }
  const chunks: Chunk[] = [];
  let firstMark = 0;
  for (let start = 0; start < text.length;) {
    const end = cutAfter(text, start);
    while ((marks[firstMark]?.end ?? Infinity) <= start) firstMark++;
    let markEnd = firstMark;
    while ((marks[markEnd]?.start ?? Infinity) < end) markEnd++;
    chunks.push({ start, end, marks: { start: firstMark, end: markEnd } });
    start = end;
  }
  return chunks;
}

/** A chunk's text in pieces; joined they are the chunk. */
export function piecesOf(
  text: string,
  marks: readonly Mark[],
  { start, end, marks: touching }: Chunk,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  const plainUntil = (until: number) => {
    if (until > at) {
      pieces.push({ text: text.slice(at, until), start: at, mark: null, endsMark: false });
    }
    at = Math.max(at, until);
  };
  for (let index = touching.start; index < touching.end; index++) {
    const mark = marks[index];
    if (!mark) continue;
    plainUntil(Math.max(mark.start, start));
    const until = Math.min(mark.end, end);
    const endsMark = mark.end <= end;
    if (until > at) pieces.push({ text: text.slice(at, until), start: at, mark: index, endsMark });
    at = Math.max(at, until);
  }
  plainUntil(end);
  return pieces;
}

/** The chunks to show at first: around the first marks, or the beginning when nothing is marked. */
export function firstShown(chunks: readonly Chunk[]): ReadonlySet<number> {
  const shown = new Set<number>();
  let marksLeft = firstMarksShown;
  for (const [index, { marks }] of chunks.entries()) {
    if (marks.end === marks.start) continue;
    if (marksLeft <= 0 || shown.size >= firstChunksShown) break;
    marksLeft -= marks.end - marks.start;
    addAround(shown, index, chunks.length);
  }
  if (shown.size === 0) addRange(shown, { start: 0, end: Math.min(3, chunks.length) });
  return shown;
}

/** What is shown after a gap was opened: next to what is read, so upwards for the gap at the top. */
export function openGap(shown: ReadonlySet<number>, gap: Span): ReadonlySet<number> {
  const next = new Set(shown);
  const length = Math.min(revealedChunks, gap.end - gap.start);
  const start = gap.start === 0 && shown.size > 0 ? gap.end - length : gap.start;
  addRange(next, { start, end: start + length });
  return next;
}

/** What is shown after a jump to a mark, with the chunks around it. */
export function showMark(
  shown: ReadonlySet<number>,
  chunks: readonly Chunk[],
  mark: number,
): ReadonlySet<number> {
  const index = chunks.findIndex(({ marks }) => marks.start <= mark && mark < marks.end);
  if (index < 0 || shown.has(index)) return shown;
  const next = new Set(shown);
  addAround(next, index, chunks.length);
  return next;
}

/** The page from top to bottom: shown chunks, and gaps for the rest. */
export function blocksOf(chunks: readonly Chunk[], shown: ReadonlySet<number>): readonly Block[] {
  const blocks: Block[] = [];
  for (let index = 0; index < chunks.length; index++) {
    if (shown.has(index)) {
      blocks.push({ kind: "chunk", index });
      continue;
    }
    const start = index;
    while (index + 1 < chunks.length && !shown.has(index + 1)) index++;
    blocks.push(gapOf(chunks, { start, end: index + 1 }));
  }
  return blocks;
}

function gapOf(chunks: readonly Chunk[], span: Span): Block {
  const first = chunks[span.start];
  const last = chunks[span.end - 1];
  const characters = (last?.end ?? 0) - (first?.start ?? 0);
  const marks = (last?.marks.end ?? 0) - (first?.marks.start ?? 0);
  return { kind: "gap", chunks: span, characters, marks };
}

function cutAfter(text: string, start: number): number {
  const target = start + chunkLength;
  if (target >= text.length) return text.length;
  // Only the second half is searched, so that no chunk is tiny.
  const from = start + chunkLength / 2;
  const half = text.slice(from, target);
  const lineEnd = half.lastIndexOf("\n");
  if (lineEnd >= 0) return from + lineEnd + 1;
  const space = half.lastIndexOf(" ");
  if (space >= 0) return from + space + 1;
  const splitsPair = /[\uD800-\uDBFF]$/u.test(half.at(-1) ?? "");
  return splitsPair ? target - 1 : target;
}

function addAround(shown: Set<number>, index: number, count: number): void {
  addRange(shown, { start: Math.max(0, index - 1), end: Math.min(count, index + 2) });
}

function addRange(shown: Set<number>, { start, end }: Span): void {
  for (let index = start; index < end; index++) shown.add(index);
}
