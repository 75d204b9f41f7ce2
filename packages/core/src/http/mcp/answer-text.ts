// An answer in words, for a model or a person that does not read the structured content.
import { backendName } from "../../contract/reason-words.ts";
import type { RunInfo } from "../../contract/run-event.ts";
import type { Mark, OutputView } from "../../tasks/output-view.ts";

const maxMarkLength = 300;

/** The answer as plain text: what the page would show, and on the last line who answered. */
export function answerText(views: readonly OutputView[], run: RunInfo): string {
  const blocks = views.map((view, index) => {
    const text = viewText(view);
    if (index === 0 && view.kind === "text") return text;
    return text.startsWith("\n") ? `${view.label}:${text}` : `${view.label}: ${text}`;
  });
  return [...blocks, runText(run)].join("\n\n");
}

function viewText(view: OutputView): string {
  switch (view.kind) {
    case "text":
      return view.text;
    case "scores": {
      const scores = view.scores.map(({ label, score }) => `${label} ${score.toFixed(2)}`);
      return `${view.verdict} (${scores.join(", ")})`;
    }
    case "marked-text":
      return lines(view.marks.map((mark) => markText(view.text, mark)));
    case "table":
      return lines([view.columns, ...view.rows].map((row) => row.join(" | ")));
    case "json":
      return JSON.stringify(view.value, null, 2);
  }
}

function markText(text: string, { start, end, label }: Mark): string {
  const marked = text.slice(start, end);
  const shown =
    marked.length <= maxMarkLength ? marked : `${marked.slice(0, maxMarkLength).toWellFormed()}…`;
  return `"${shown}" (${label}, ${start}–${end})`;
}

function lines(items: readonly string[]): string {
  return items.map((item) => `\n- ${item}`).join("");
}

function runText({ model, cached, computeMs, notice, ...by }: RunInfo): string {
  const took = cached ? "from the cache" : `${computeMs} ms`;
  const facts = `${model} · ${backendName(by)} · ${took}`;
  return notice === null ? facts : `${facts}\n${notice}`;
}
