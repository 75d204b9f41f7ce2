import * as v from "valibot";
import { spanSchema } from "../../contract/span.ts";
import type { MarkTone, OutputView } from "../output-view.ts";
import type { TypedOutput } from "../typed-output.ts";
import type { SentimentInput } from "./input.ts";

const label = v.picklist(["POSITIVE", "NEGATIVE"]);
const score = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const labelScore = v.object({ label, score });
const sentenceScore = v.object({ ...spanSchema.entries, label, score });

/** The schema of a SentimentOutput. */
export const sentimentOutput = v.object({
  label,
  score,
  /** Both labels, best first; the scores add up to 1. */
  scores: v.array(labelScore),
  /** One label per sentence in order, when asked for; else null. */
  sentences: v.nullable(v.array(sentenceScore)),
  /** One line from the large model; null from a small one. */
  reason: v.nullable(v.string()),
});

/** The output of a sentiment analysis. */
export type SentimentOutput = v.InferOutput<typeof sentimentOutput>;

/** A label with its score. */
export type LabelScore = v.InferOutput<typeof labelScore>;

/** A sentence's place with its label and score. */
export type SentenceScore = v.InferOutput<typeof sentenceScore>;

/** Below this score of the better label a text reads "unclear": a coin with a slight bias. */
export const unclearBelow = 0.65;

/** The words that a sentiment is shown with. */
export const sentimentWords = {
  sentiment: "Sentiment",
  positive: "positive",
  negative: "negative",
  unclear: "unclear",
  mixed: "mixed",
  why: "Why",
  inText: "In your text",
};

/** A sentiment for typed clients. */
export const sentimentParts: readonly TypedOutput<SentimentInput, SentimentOutput>[] = [
  { kind: "scores", label: "Sentiment", value: (_, output) => output.scores },
];

/** A sentiment as the page shows it: the verdict, why, and sentence by sentence when asked for. */
export function sentimentViews(
  { text }: SentimentInput,
  { label, score, scores, sentences, reason }: SentimentOutput,
  words: typeof sentimentWords = sentimentWords,
): readonly OutputView[] {
  const isTwofold = isMixed(sentences ?? []);
  const tone = isTwofold ? "unclear" : toneOf(label, score);
  const views: OutputView[] = [
    {
      kind: "scores",
      label: words.sentiment,
      verdict: capitalize(isTwofold ? words.mixed : words[tone]),
      tone,
      scores: scores.map((entry) => ({
        label: capitalize(words[sideOf(entry.label)]),
        score: entry.score,
      })),
    },
  ];
  if (reason) views.push({ kind: "text", label: words.why, text: reason });
  if (sentences) {
    const marks = sentences.map(({ start, end, ...sentence }) => {
      const tone = toneOf(sentence.label, sentence.score);
      return { start, end, tone, label: `${words[tone]}, ${sentence.score.toFixed(2)}` };
    });
    views.push({ kind: "marked-text", label: words.inText, field: "text", text, marks });
  }
  return views;
}

// A text is mixed when sentences that are sure of themselves stand on both sides, the fewer ones at least
// this share of them.
const sureSentence = 0.8;
const fewestOnOneSide = 0.25;

function isMixed(sentences: readonly SentenceScore[]): boolean {
  const sure = sentences.filter(({ score }) => score >= sureSentence);
  const positive = sure.filter(({ label }) => label === "POSITIVE").length;
  const fewer = Math.min(positive, sure.length - positive);
  return fewer > 0 && fewer >= sure.length * fewestOnOneSide;
}

type Tone = Extract<MarkTone, "positive" | "negative" | "unclear">;

function toneOf(label: LabelScore["label"], score: number): Tone {
  return score < unclearBelow ? "unclear" : sideOf(label);
}

function sideOf(label: LabelScore["label"]): "positive" | "negative" {
  return label === "POSITIVE" ? "positive" : "negative";
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
