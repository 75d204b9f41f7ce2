// A run of the history in two lines.
import { type AnyTask, InferenceError } from "@pilotlight/core";
import type { HistoryEntry } from "./parse-history-entry.ts";

const shownLength = 160;

/** The beginning of what was asked. */
export function askedLine({ input }: HistoryEntry): string {
  const text = Object.values(input).find((value) => typeof value === "string");
  return typeof text === "string" ? shortened(text.trim().replaceAll(/\s+/gu, " ")) : "";
}

/** The answer in a line; empty when this version shows it in no words. */
export function answeredLine(task: AnyTask, { input, output }: HistoryEntry): string {
  try {
    const [view] = task.views(task.parseInput(input), task.parseOutput(output));
    if (view?.kind === "scores") return view.verdict;
    return view?.kind === "text" ? shortened(view.text) : "";
  } catch (error) {
    // A run of an older version of the task, whose fields were others.
    if (error instanceof InferenceError) return "";
    throw error;
  }
}

/** The beginning of a text, up to the end of a word where it has words. */
function shortened(text: string): string {
  if (text.length <= shownLength) return text;
  const piece = text.slice(0, shownLength + 1);
  const wordsEnd = piece.search(/\s+\S*$/u);
  return `${piece.slice(0, wordsEnd > shownLength / 2 ? wordsEnd : shownLength).toWellFormed()} …`;
}
