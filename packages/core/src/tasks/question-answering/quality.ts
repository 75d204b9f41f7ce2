import * as v from "valibot";
import type { AnswerQuality } from "../answer-quality.ts";
import { questionAnsweringOutput } from "./output.ts";

const { found, score } = questionAnsweringOutput.entries;

/** An answer in one word: whether the text held one. */
export const questionAnsweringQuality: AnswerQuality<{ found: boolean; score: number | null }> = {
  verdicts: ["found", "not-found"],
  reads: v.object({ found, score }),
  verdictOf: (output) => ({ verdict: output.found ? "found" : "not-found", score: output.score }),
};
