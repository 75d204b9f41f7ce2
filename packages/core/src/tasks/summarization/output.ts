import * as v from "valibot";
import { spanSchema } from "../../contract/span.ts";
import type { OutputView } from "../output-view.ts";
import type { TypedOutput } from "../typed-output.ts";
import type { SummarizationInput } from "./input.ts";

/** The schema of a SummarizationOutput. */
export const summarizationOutput = v.object({
  summary_text: v.string(),
  /** `extractive`: whole sentences of the text; `abstractive`: newly written. */
  kind: v.picklist(["extractive", "abstractive"]),
  /** The chosen sentences in the text's order; null when abstractive. */
  sentences: v.nullable(v.array(spanSchema)),
});

/** The output of a summary. */
export type SummarizationOutput = v.InferOutput<typeof summarizationOutput>;

/** A summary for typed clients. */
export const summarizationParts: readonly TypedOutput<SummarizationInput, SummarizationOutput>[] = [
  { kind: "text", label: "Summary", streams: true, value: (_, output) => output.summary_text },
];

/** A summary as the page shows it: the text and, when it was chosen from the input, where it stands there. */
export function summarizationViews(
  { text }: SummarizationInput,
  { summary_text, sentences }: SummarizationOutput,
): readonly OutputView[] {
  const summary: OutputView = { kind: "text", label: "Summary", text: summary_text };
  if (!sentences) return [summary];
  const marks = sentences.map(({ start, end }, index) => ({
    start,
    end,
    tone: "chosen" as const,
    label: `sentence ${index + 1} of the summary`,
  }));
  return [summary, { kind: "marked-text", label: "Where it stands in the text", text, marks }];
}
