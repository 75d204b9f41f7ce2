import type { Span } from "../contract/span.ts";

/**
 * What a piece of a text is. `prose` is a sentence or a turn of a conversation; an `item` stands in a list, a
 * `row` in a table or among lines of key and value; `quoted` is somebody else's mail under an answer;
 * `boilerplate` is the head or the foot of a mail.
 */
export type UnitKind = "prose" | "item" | "row" | "heading" | "quoted" | "boilerplate" | "code";

/** A sentence, or what stands for one: an item, a row, a heading. Never empty, without white space around it. */
export interface TextUnit extends Span {
  readonly kind: UnitKind;
}

/** A stretch of a text whose kind is known from its markup. */
export interface KindMark extends Span {
  readonly kind: UnitKind;
}
