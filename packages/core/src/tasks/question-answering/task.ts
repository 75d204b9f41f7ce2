import * as v from "valibot";
import { numberField, textField } from "../field.ts";
import { questionAnsweringExamples } from "./examples.ts";
import type { OutputView } from "../output-view.ts";
import { spanSchema } from "../../contract/span.ts";
import { defineTask } from "../task.ts";

const score = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));
const place = { start: v.nullable(v.number()), end: v.nullable(v.number()) };

const output = v.object({
  /** False when the text does not seem to hold an answer. */
  found: v.boolean(),
  /** Empty when not found. */
  answer: v.string(),
  /** 0 to 1; null from a model that gives none. */
  score,
  ...place,
  /** The `topK` best, best first. */
  answers: v.array(v.object({ answer: v.string(), score, ...place })),
  /** The sentence that the large model relied on; null from a small model. */
  quote: v.nullable(v.object({ text: v.string(), ...spanSchema.entries })),
});

/** The output of a question. */
export type QuestionAnsweringOutput = v.InferOutput<typeof output>;

/** A question about a text, answered with a piece of that text. */
export const questionAnswering = defineTask({
  id: "question-answering",
  title: "Q&A",
  description: "The answer to a question, found in a text that you give.",
  action: "Ask",
  fields: {
    question: textField({
      label: "Question",
      description: "A question that the text answers.",
      placeholder: "Who …? When …? Where …?",
      rows: 1,
    }),
    context: textField({
      label: "Text",
      description: "The text to look for the answer in.",
      placeholder: "Paste the text that holds the answer …",
      rows: 12,
    }),
    topK: numberField({
      label: "Answers",
      description: "How many answers to give, best first.",
      fallback: 1,
      min: 1,
      max: 10,
    }),
  },
  output,
  examples: questionAnsweringExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).questionAnsweringPipeline,
  loadPrompt: async () => (await import("./prompt.ts")).questionAnsweringPrompt,
  typedOutputs: [
    { kind: "text", label: "Answer", value: (_, output) => output.answer },
    {
      kind: "marked-text",
      label: "Text",
      value: ({ context }, { start, end, quote }) => {
        if (start !== null && end !== null) {
          return { text: context, marks: [{ start, end, label: "answer" }] };
        }
        const marks = quote ? [{ start: quote.start, end: quote.end, label: "quote" }] : [];
        return { text: context, marks };
      },
    },
  ],
  views: ({ context }, { found, answer, start, end, answers, quote }) => {
    const views: OutputView[] = [
      found
        ? { kind: "text", label: "Answer", text: answer }
        : { kind: "text", label: "Answer", text: "Not found in the text.", tone: "quiet" },
    ];
    const marked =
      start !== null && end !== null
        ? { start, end, label: "the answer" }
        : quote
          ? { start: quote.start, end: quote.end, label: "the sentence that the answer relies on" }
          : null;
    if (found && marked) {
      const marks = [{ ...marked, tone: "answer" as const }];
      views.push({
        kind: "marked-text",
        label: "Where it stands in the text",
        text: context,
        marks,
      });
    }
    if (answers.length > 1) {
      views.push({
        kind: "table",
        label: "Other answers",
        columns: ["Answer", "Confidence"],
        rows: answers.map((other) => [other.answer, other.score?.toFixed(2) ?? "–"]),
      });
    }
    return views;
  },
});
