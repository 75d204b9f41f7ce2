// What differs between two answers to one input: pure, from their views.
import type { OutputView } from "@pilotlight/core";
import { diffWordsWithSpace } from "diff";
import { percent } from "../outputs/percent.ts";

/** A piece of text that both answers have, or one of them alone. */
interface ComparedPart {
  readonly text: string;
  readonly side: "both" | "first" | "second";
}

/** One block that both answers have. */
export type ComparedView =
  | {
      readonly kind: "text";
      readonly label: string;
      readonly isSame: boolean;
      /** Null where so little is the same that marks would tell nothing. */
      readonly parts: readonly ComparedPart[] | null;
    }
  | {
      readonly kind: "verdict";
      readonly label: string;
      readonly isSame: boolean;
      readonly first: string;
      readonly second: string;
    };

type TextView = Extract<OutputView, { kind: "text" }>;
type ScoresView = Extract<OutputView, { kind: "scores" }>;

// The work grows with the changes times the length: beyond this many changed words none are looked for.
const maxChanges = 1_000;

/** Compares the texts and verdicts of two answers, in the order of the first's. */
export function compareViews(
  first: readonly OutputView[],
  second: readonly OutputView[],
): readonly ComparedView[] {
  const others = [...second];
  return first.flatMap((view): readonly ComparedView[] => {
    const at = others.findIndex(({ kind }) => kind === view.kind);
    const [other] = at === -1 ? [] : others.splice(at, 1);
    if (view.kind === "text" && other?.kind === "text") return [compareTexts(view, other)];
    if (view.kind === "scores" && other?.kind === "scores") return [compareVerdicts(view, other)];
    return [];
  });
}

function compareTexts({ label, text }: TextView, other: TextView): ComparedView {
  const changes = diffWordsWithSpace(text, other.text, { maxEditLength: maxChanges });
  const parts = changes?.map(({ value, added, removed }): ComparedPart => {
    const side = added ? "second" : removed ? "first" : "both";
    return { text: value, side };
  });
  return { kind: "text", label, isSame: text === other.text, parts: parts ?? null };
}

function compareVerdicts(view: ScoresView, other: ScoresView): ComparedView {
  return {
    kind: "verdict",
    label: view.label,
    isSame: view.verdict === other.verdict,
    first: verdictWords(view),
    second: verdictWords(other),
  };
}

function verdictWords({ verdict, scores: [best] }: ScoresView): string {
  return best ? `${verdict} (${best.label} ${percent(best.score)})` : verdict;
}
