import type { Pipeline } from "../../tasks/pipeline.ts";
import type { WordCountOutput } from "./output.ts";

/** Counts what stands between white space. */
export const wordCountPipeline: Pipeline<{ readonly text: string }, WordCountOutput> = {
  async run({ text }) {
    const words = text.split(/\s+/u).filter(Boolean).length;
    return { output: { words }, model: "word counter 1" };
  },
};
