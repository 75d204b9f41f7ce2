// How an answer is shown: a task turns its output into a list of these, and packages/ui has one
// component for each kind.
import type { Span } from "../contract/span.ts";

/** The colour *and* the word of a mark; nothing is told by colour alone. */
export type MarkTone = "answer" | "positive" | "negative" | "unclear" | "chosen";

/** A marked piece of a text. */
export interface Mark extends Span {
  readonly tone: MarkTone;
  /** What the mark means, for the tooltip and the screen reader, such as `positive, 0.93`. */
  readonly label: string;
}

/** One block of an answer. */
export type OutputView =
  /** The answer in words, large; `tone: "quiet"` for "nothing found". */
  | {
      readonly kind: "text";
      readonly label: string;
      readonly text: string;
      readonly tone?: "plain" | "quiet";
    }
  /** Labels with their scores as bars, best first, under a verdict in a word. */
  | {
      readonly kind: "scores";
      readonly label: string;
      readonly verdict: string;
      readonly tone: MarkTone;
      readonly scores: readonly { readonly label: string; readonly score: number }[];
    }
  /** A text of the input with marks; the first mark is scrolled to. */
  | {
      readonly kind: "marked-text";
      readonly label: string;
      readonly text: string;
      /** Sorted by start, not overlapping. */
      readonly marks: readonly Mark[];
    }
  /** Rows of a small table. */
  | {
      readonly kind: "table";
      readonly label: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** The output as it is. */
  | { readonly kind: "json"; readonly label: string; readonly value: unknown };
