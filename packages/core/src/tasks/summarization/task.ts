import * as v from "valibot";
import { choiceField, textField } from "../field.ts";
import { summarizationExamples } from "./examples.ts";
import type { OutputView } from "../output-view.ts";
import { spanSchema } from "../../contract/span.ts";
import { defineTask } from "../task.ts";

const output = v.object({
  summary_text: v.string(),
  /** `extractive`: whole sentences of the text; `abstractive`: newly written. */
  kind: v.picklist(["extractive", "abstractive"]),
  /** The chosen sentences in the text's order; null when abstractive. */
  sentences: v.nullable(v.array(spanSchema)),
});

/** The output of a summary. */
export type SummarizationOutput = v.InferOutput<typeof output>;

/** A long text in a few sentences. */
export const summarization = defineTask({
  id: "summarization",
  title: "Summarize",
  description: "The main points of a text, in a few sentences.",
  action: "Summarize",
  fields: {
    text: textField({
      label: "Text",
      description: "The text to summarize, such as a news article or a report.",
      placeholder: "Paste an article, a report, a long message …",
      rows: 14,
    }),
    length: choiceField({
      label: "Length",
      description: "How long the summary is: a word, or a number of sentences.",
      fallback: "medium",
      choices: [
        { value: "short", label: "Short" },
        { value: "medium", label: "Medium" },
        { value: "long", label: "Long" },
      ],
      number: { label: "Sentences", min: 1, max: 100 },
    }),
  },
  output,
  examples: summarizationExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).summarizationPipeline,
  loadPrompt: async () => (await import("./prompt.ts")).summarizationPrompt,
  typedOutputs: [
    { kind: "text", label: "Summary", streams: true, value: (_, output) => output.summary_text },
  ],
  views: ({ text }, { summary_text, sentences }) => {
    const summary: OutputView = { kind: "text", label: "Summary", text: summary_text };
    if (!sentences) return [summary];
    const marks = sentences.map(({ start, end }, index) => ({
      start,
      end,
      tone: "chosen" as const,
      label: `sentence ${index + 1} of the summary`,
    }));
    return [summary, { kind: "marked-text", label: "Where it stands in the text", text, marks }];
  },
});
