// Parts of an output in a form that typed clients have a component for, such as Gradio's Textbox,
// Label and HighlightedText. The whole output is always there as JSON, so a task needs none of these.
import type { JsonObject } from "../contract/json.ts";
import type { Span } from "../contract/span.ts";

/** A text with labelled pieces, sorted by start and not overlapping. */
export interface LabelledText {
  readonly text: string;
  readonly marks: readonly (Span & { readonly label: string })[];
}

/** A label with its score, 0 to 1. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

interface Part<Kind extends string, Input, Output, Value> {
  readonly kind: Kind;
  readonly label: string;
  value(input: Input, output: Output): Value;
}

/** One part of an output, by itself. */
export type TypedOutput<Input extends JsonObject, Output extends JsonObject> =
  | (Part<"text", Input, Output, string> & {
      /** True for the text that a large model writes piece by piece: text deltas are its beginning. */
      readonly streams?: boolean;
    })
  /** Labels, best first. */
  | Part<"scores", Input, Output, readonly LabelScore[]>
  | Part<"marked-text", Input, Output, LabelledText>;
