// The history as files for other programs.
import { stringify } from "csv-stringify/browser/esm/sync";
import type { HistoryEntry } from "./parse-history-entry.ts";

/** All entries as JSON, newest first. */
export function historyJson(entries: readonly HistoryEntry[]): string {
  const readable = entries.map(({ atMs, ...entry }) => ({
    at: new Date(atMs).toISOString(),
    ...entry,
  }));
  return `${JSON.stringify(readable, null, 2)}\n`;
}

/** One row per run; input and output as JSON. No cell can be a formula in a spreadsheet. */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  const rows = entries.map(({ atMs, taskId, input, output, run, feedback }) => [
    new Date(atMs).toISOString(),
    taskId,
    run.backend,
    run.model,
    run.computeMs,
    JSON.stringify(input),
    JSON.stringify(output),
    feedback?.verdict,
    feedback?.words,
  ]);
  const columns = [
    ...["at", "task", "backend", "model", "computeMs", "input", "output"],
    ...["verdict", "words"],
  ];
  return stringify(rows, { header: true, columns, bom: true, escape_formulas: true });
}
