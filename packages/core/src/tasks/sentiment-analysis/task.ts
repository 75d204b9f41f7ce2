import * as v from "valibot";
import { switchField, textField } from "../field.ts";
import { sentimentExamples } from "./examples.ts";
import type { MarkTone, OutputView } from "../output-view.ts";
import { spanSchema } from "../../contract/span.ts";
import { defineTask } from "../task.ts";

const label = v.picklist(["POSITIVE", "NEGATIVE"]);
const score = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const output = v.object({
  label,
  score,
  /** Both labels, best first; the scores add up to 1. */
  scores: v.array(v.object({ label, score })),
  /** One label per sentence in order, when asked for; else null. */
  sentences: v.nullable(v.array(v.object({ ...spanSchema.entries, label, score }))),
  /** One line from the large model; null from a small one. */
  reason: v.nullable(v.string()),
});

/** The output of a sentiment analysis. */
export type SentimentOutput = v.InferOutput<typeof output>;

/** Below this score of the better label a text reads "unclear": a coin with a slight bias. */
export const unclearBelow = 0.65;

/** Whether a text is for or against. */
export const sentimentAnalysis = defineTask({
  id: "sentiment-analysis",
  title: "Sentiment",
  description: "Whether a text is positive or negative, as a whole and sentence by sentence.",
  action: "Judge",
  fields: {
    text: textField({
      label: "Text",
      description: "The text to judge, such as a review or a message.",
      placeholder: "Paste a review, a comment, a message …",
      rows: 10,
    }),
    sentences: switchField({
      label: "Score each sentence",
      description: "Also gives a label and a score for each sentence.",
      fallback: false,
      initial: true,
    }),
  },
  output,
  examples: sentimentExamples,
  loadPipeline: async () => (await import("./pipeline.ts")).sentimentPipeline,
  loadPrompt: async () => (await import("./prompt.ts")).sentimentPrompt,
  typedOutputs: [{ kind: "scores", label: "Sentiment", value: (_, output) => output.scores }],
  views: ({ text }, { label, score, scores, sentences, reason }) => {
    const { tone, word } = verdict(label, score);
    const views: OutputView[] = [
      {
        kind: "scores",
        label: "Sentiment",
        verdict: capitalize(word),
        tone,
        scores: scores.map((entry) => ({
          label: capitalize(entry.label.toLowerCase()),
          score: entry.score,
        })),
      },
    ];
    if (reason) views.push({ kind: "text", label: "Why", text: reason });
    if (sentences) {
      const marks = sentences.map(({ start, end, ...sentence }) => {
        const { tone, word } = verdict(sentence.label, sentence.score);
        return { start, end, tone, label: `${word}, ${sentence.score.toFixed(2)}` };
      });
      views.push({ kind: "marked-text", label: "Sentence by sentence", text, marks });
    }
    return views;
  },
});

function verdict(label: "POSITIVE" | "NEGATIVE", score: number): { tone: MarkTone; word: string } {
  if (score < unclearBelow) return { tone: "unclear", word: "unclear" };
  const word = label === "POSITIVE" ? "positive" : "negative";
  return { tone: word, word };
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
