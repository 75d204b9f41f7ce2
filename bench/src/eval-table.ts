// The evaluation as one Markdown table, and its place in the documentation.
import type { EvalRow } from "./eval-row.ts";

/** A row with what belongs to the model as a whole. */
export interface EvalTableRow extends EvalRow {
  /** Undefined where the model is part of the code. */
  readonly bytes: number | undefined;
  readonly nodeMs: number | undefined;
  /** Left out when no browser was asked for. */
  readonly chromiumMs: number | undefined;
}

/** Where the figures were measured. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly chromium: string | undefined;
}

const columns = [
  "model",
  "data",
  "figure",
  "value",
  "reference",
  "n",
  "bytes",
  "ms per call, Node",
  "ms per call, Chromium",
] as const;
const startMark = "<!-- eval:start -->";
const endMark = "<!-- eval:end -->";

/** The rows as a Markdown table. */
export function evalTable(rows: readonly EvalTableRow[]): string {
  const lines = rows.map(
    ({ model, data, figure, value, reference, n, bytes, nodeMs, chromiumMs }) => [
      model,
      data,
      figure,
      value.toFixed(Math.abs(value) < 1 ? 3 : 2),
      reference ?? "–",
      n.toLocaleString("en-US"),
      bytes?.toLocaleString("en-US") ?? "–",
      nodeMs?.toFixed(1) ?? "–",
      chromiumMs?.toFixed(1) ?? "–",
    ],
  );
  // Padded as the formatter does it, so that a written table stays as it is.
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [columns, rule, ...lines]
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** One sentence about the machine. */
export function describeMachine({ date, cpu, cores, node, chromium }: Machine): string {
  const browser = chromium === undefined ? "" : `, Chromium ${chromium}`;
  return `Measured on ${date}: ${cpu}, ${cores} cores, Node ${node}${browser}.`;
}

/** The document with the part between its marks replaced; the marks are added at the end when missing. */
export function withEvalPart(document: string, part: string): string {
  const block = `${startMark}\n\n${part}\n\n${endMark}`;
  const start = document.indexOf(startMark);
  const end = document.indexOf(endMark);
  if (start < 0 || end < start) return `${document.trimEnd()}\n\n${block}\n`;
  return document.slice(0, start) + block + document.slice(end + endMark.length);
}
