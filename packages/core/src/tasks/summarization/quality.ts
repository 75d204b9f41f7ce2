import * as v from "valibot";
import type { AnswerQuality } from "../answer-quality.ts";
import { summarizationOutput } from "./output.ts";

const { kind } = summarizationOutput.entries;

/** A summary in one word: how it was made. */
export const summarizationQuality: AnswerQuality<{ kind: "extractive" | "abstractive" }> = {
  verdicts: ["extractive", "abstractive"],
  reads: v.object({ kind }),
  verdictOf: (output) => ({ verdict: output.kind, score: null }),
};
