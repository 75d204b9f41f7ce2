// A text without its markup, and where each of its characters stood in the text with it.
import type { Span } from "../contract/span.ts";
import type { KindMark, UnitKind } from "./text-unit.ts";

// A piece of the plain text: a copy of as many characters of the source, or a replacement of some of them.
interface Piece {
  readonly start: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  readonly isCopy: boolean;
}

/** What a text says, apart from its markup. */
export class PlainText {
  readonly text: string;
  /** Stretches whose kind the markup tells, in order; they may nest, the inner one after the outer. */
  readonly marks: readonly KindMark[];
  readonly #pieces: readonly Piece[];

  constructor(text: string, pieces: readonly Piece[], marks: readonly KindMark[]) {
    this.text = text;
    this.marks = marks;
    this.#pieces = pieces;
  }

  /** The place in the source of a stretch of the plain text, from its first character to its last. */
  sourceSpan({ start, end }: Span): Span {
    const first = this.#pieceAt(start);
    const last = this.#pieceAt(Math.max(start, end - 1));
    const sourceStart = first.isCopy ? first.sourceStart + start - first.start : first.sourceStart;
    const sourceEnd = last.isCopy ? last.sourceStart + end - last.start : last.sourceEnd;
    return { start: sourceStart, end: Math.max(sourceStart, sourceEnd) };
  }

  #pieceAt(place: number): Piece {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.start ?? Infinity) <= place) low = middle;
      else high = middle - 1;
    }
    return this.#pieces[low] ?? { start: 0, sourceStart: 0, sourceEnd: 0, isCopy: true };
  }
}

/** A text without markup: it is its own plain text. */
export function unmarkedText(text: string): PlainText {
  return new PlainText(
    text,
    [{ start: 0, sourceStart: 0, sourceEnd: text.length, isCopy: true }],
    [],
  );
}

/** Puts a plain text together from pieces of a source, in the source's order. */
export class PlainTextBuilder {
  readonly #source: string;
  readonly #parts: string[] = [];
  readonly #pieces: Piece[] = [];
  readonly #marks: KindMark[] = [];
  #length = 0;
  #lastCharacter = "";
  #sourceEnd = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get length(): number {
    return this.#length;
  }

  get isAtLineStart(): boolean {
    return this.#length === 0 || this.#lastCharacter === "\n";
  }

  /** Adds characters of the source as they are. */
  copy(start: number, end: number): void {
    if (start < end) this.#add(this.#source.slice(start, end), { start, end }, true);
  }

  /** Adds a text in the place of characters of the source, such as `&` for `&amp;`. */
  replace(span: Span, text: string): void {
    if (text !== "") this.#add(text, span, false);
  }

  /** Adds a text that the source does not have, such as the space between two cells. */
  insert(text: string): void {
    this.replace({ start: this.#sourceEnd, end: this.#sourceEnd }, text);
  }

  /** Adds characters of the source with each stretch of white space as one space. */
  copyCollapsed(start: number, end: number): void {
    const pattern = /[ \t\r\n\f]+/gu;
    const part = this.#source.slice(start, end);
    let from = 0;
    for (const { 0: space, index } of part.matchAll(pattern)) {
      this.copy(start + from, start + index);
      const span = { start: start + index, end: start + index + space.length };
      if (!/\s/u.test(this.#lastCharacter) && this.#length > 0) this.replace(span, " ");
      from = index + space.length;
    }
    this.copy(start + from, end);
  }

  /** Ends the line, or the paragraph with two, unless that is done already. */
  breakLine(count: 1 | 2): void {
    if (this.#length === 0) return;
    const ending = this.#parts.slice(-3).join("");
    const have = /\n*$/u.exec(ending)?.[0].length ?? 0;
    if (have < count) this.insert("\n".repeat(count - have));
  }

  /** Gives everything from a length that `length` had to here a kind. */
  mark(start: number, kind: UnitKind): void {
    if (start < this.#length) this.#marks.push({ start, end: this.#length, kind });
  }

  build(): PlainText {
    const marks = this.#marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
    return new PlainText(this.#parts.join(""), this.#pieces, marks);
  }

  #add(text: string, { start, end }: Span, isCopy: boolean): void {
    const last = this.#pieces.at(-1);
    const goesOn = last?.isCopy && isCopy && last.sourceEnd === start;
    if (goesOn) this.#pieces[this.#pieces.length - 1] = { ...last, sourceEnd: end };
    else this.#pieces.push({ start: this.#length, sourceStart: start, sourceEnd: end, isCopy });
    this.#parts.push(text);
    this.#length += text.length;
    this.#lastCharacter = text.at(-1) ?? this.#lastCharacter;
    this.#sourceEnd = Math.max(this.#sourceEnd, end);
  }
}
