import * as v from "valibot";
import { spanSchema } from "../../contract/span.ts";
import type { AnswerPart, OutputView } from "../output-view.ts";
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

/** The words that a summary is shown with; `{n}` is the number of a sentence. */
export const summarizationWords = {
  summary: "Summary",
  inText: "In your text",
  sentence: "sentence {n} of the summary",
};

/** A summary for typed clients. */
export const summarizationParts: readonly TypedOutput<SummarizationInput, SummarizationOutput>[] = [
  { kind: "text", label: "Summary", streams: true, value: (_, output) => output.summary_text },
];

/** A summary as the page shows it: its text and, when it was chosen from the input, its sentences there. */
export function summarizationViews(
  { text }: SummarizationInput,
  { summary_text, sentences }: SummarizationOutput,
  words: typeof summarizationWords = summarizationWords,
): readonly OutputView[] {
  const label = words.summary;
  if (!sentences) return [{ kind: "text", label, text: summary_text }];
  const parts: AnswerPart[] = [];
  for (const [mark, { start, end }] of sentences.entries()) {
    const sentence = text.slice(start, end);
    const at = summary_text.indexOf(sentence, parts.at(-1)?.end ?? 0);
    // A sentence that the summary writes in other white space is marked in the text alone.
    if (at >= 0) parts.push({ start: at, end: at + sentence.length, mark });
  }
  const marks = sentences.map(({ start, end }, index) => ({
    start,
    end,
    tone: "chosen" as const,
    label: words.sentence.replace("{n}", String(index + 1)),
  }));
  return [
    { kind: "text", label, text: summary_text, parts },
    { kind: "marked-text", label: words.inText, field: "text", text, marks },
  ];
}
