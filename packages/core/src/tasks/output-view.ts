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

/** A piece of an answer that stands in the input, too. */
export interface AnswerPart extends Span {
  /** The mark that shows it there: an index into the marks of the answer's marked text. */
  readonly mark: number;
}

/** One block of an answer. */
export type OutputView =
  /** The answer in words, large; `tone: "quiet"` for "nothing found". */
  | {
      readonly kind: "text";
      readonly label: string;
      readonly text: string;
      readonly tone?: "plain" | "quiet";
      /** How sure the model is, 0 to 1; left out where it does not say. */
      readonly confidence?: number;
      /** What of the text is marked in the input; sorted by start, not overlapping. */
      readonly parts?: readonly AnswerPart[];
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
      /** The field whose text this is: a page marks the text there, and does not show it twice. */
      readonly field?: string;
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
