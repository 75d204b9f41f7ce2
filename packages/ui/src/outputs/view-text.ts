// An answer's views as plain text, for the clipboard and for files.
import type { OutputView } from "@pilotlight/core";
import { percent } from "./percent.ts";

/** What a view says, without its label. */
export function viewText(view: OutputView): string {
  switch (view.kind) {
    case "text":
      return view.confidence === undefined
        ? view.text
        : `${view.text}\n(${percent(view.confidence)} sure)`;
    case "scores":
      return [
        view.verdict,
        ...view.scores.map(({ label, score }) => `${label} ${score.toFixed(2)}`),
      ].join("\n");
    case "marked-text":
      return view.marks
        .map(({ start, end, label }) => `${view.text.slice(start, end)} (${label})`)
        .join("\n");
    case "table":
      // Tab-separated, so that it pastes into a spreadsheet.
      return [view.columns, ...view.rows].map((row) => row.join("\t")).join("\n");
    case "json":
      return view.value === undefined ? "" : JSON.stringify(view.value, null, 2);
  }
}
