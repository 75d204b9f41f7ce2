import * as v from "valibot";
import type { AnswerQuality } from "../answer-quality.ts";
import { sentimentOutput, unclearBelow } from "./output.ts";

const { label, score } = sentimentOutput.entries;

/** A sentiment in one word: its label, unless it is hardly more than a coin's. */
export const sentimentQuality: AnswerQuality<{ label: "POSITIVE" | "NEGATIVE"; score: number }> = {
  verdicts: ["positive", "negative", "unclear"],
  reads: v.object({ label, score }),
  verdictOf: (output) => ({
    verdict:
      output.score < unclearBelow
        ? "unclear"
        : output.label === "POSITIVE"
          ? "positive"
          : "negative",
    score: output.score,
  }),
};
