import * as v from "valibot";
import { spanSchema } from "../../contract/span.ts";
import type { OutputView } from "../output-view.ts";
import type { TypedOutput } from "../typed-output.ts";
import type { QuestionInput } from "./input.ts";

const score = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));
const place = { start: v.nullable(v.number()), end: v.nullable(v.number()) };

/** The schema of a QuestionAnsweringOutput. */
export const questionAnsweringOutput = v.object({
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
export type QuestionAnsweringOutput = v.InferOutput<typeof questionAnsweringOutput>;

/** The words that an answer is shown with. */
export const questionAnsweringWords = {
  answer: "Answer",
  notFound: "Not found in the text.",
  markedAnswer: "the answer",
  markedQuote: "the sentence that the answer relies on",
  inText: "In your text",
  others: "Other answers",
  confidence: "Confidence",
};

/** An answer for typed clients. */
export const questionAnsweringParts: readonly TypedOutput<
  QuestionInput,
  QuestionAnsweringOutput
>[] = [
  { kind: "text", label: "Answer", value: (_, output) => output.answer },
  {
    kind: "marked-text",
    label: "Text",
    value: ({ context }, output) => {
      const mark = markOf(output, { answer: "answer", quote: "quote" });
      return { text: context, marks: mark ? [mark] : [] };
    },
  },
];

/** An answer as the page shows it: in words, where it stands in the text, and the next best ones. */
export function questionAnsweringViews(
  { context }: QuestionInput,
  output: QuestionAnsweringOutput,
  words: typeof questionAnsweringWords = questionAnsweringWords,
): readonly OutputView[] {
  const { found, answer, score, answers } = output;
  const label = words.answer;
  const mark = found
    ? markOf(output, { answer: words.markedAnswer, quote: words.markedQuote })
    : null;
  const confidence = score === null ? {} : { confidence: score };
  const parts = mark ? { parts: [{ start: 0, end: answer.length, mark: 0 }] } : {};
  const views: OutputView[] = [
    found
      ? { kind: "text", label, text: answer, ...confidence, ...parts }
      : { kind: "text", label, text: words.notFound, tone: "quiet" },
  ];
  if (mark) {
    const marks = [{ ...mark, tone: "answer" as const }];
    views.push({
      kind: "marked-text",
      label: words.inText,
      field: "context",
      text: context,
      marks,
    });
  }
  const others = answers.filter((other) => other.answer !== answer);
  if (others.length > 0) {
    views.push({
      kind: "table",
      label: words.others,
      columns: [label, words.confidence],
      rows: others.map((other) => [other.answer, other.score?.toFixed(2) ?? "–"]),
    });
  }
  return views;
}

/** The answer's own place, else that of the quote, with a label for what it is. */
function markOf(
  { start, end, quote }: QuestionAnsweringOutput,
  labels: { readonly answer: string; readonly quote: string },
) {
  if (start !== null && end !== null) return { start, end, label: labels.answer };
  return quote ? { start: quote.start, end: quote.end, label: labels.quote } : null;
}
