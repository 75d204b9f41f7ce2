import * as v from "valibot";
import type { OutputView } from "../../tasks/output-view.ts";

/** The schema of a count. */
export const wordCountOutput = v.object({ words: v.number() });

/** The output of a count. */
export type WordCountOutput = v.InferOutput<typeof wordCountOutput>;

/** A count as the page shows it. */
export function wordCountViews(_: object, { words }: WordCountOutput): readonly OutputView[] {
  return [{ kind: "text", label: "Words", text: String(words) }];
}
