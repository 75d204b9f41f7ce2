import { type FaultCell, wayNames, type WayName } from "./fault-cell.ts";

/** The cells as a Markdown table: a row for each fault, a column for each way in. */
export function faultTable(cells: readonly FaultCell[], taskIds: readonly string[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const ways = wayNames.filter((name) => cells.some(({ way }) => way === name));
  const head = ["fault", ...ways, "slowest, s"];
  const rows = faults.map((fault) => {
    const own = cells.filter((cell) => cell.fault === fault);
    const slowest = Math.max(...own.map(({ ms }) => ms)) / 1000;
    const columns = ways.map((way) => columnText(own, way, taskIds));
    return [`\`${fault}\``, ...columns, slowest.toFixed(1)];
  });
  // Padded as the formatter does it, so that a written table stays as it is.
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  return [head, widths.map((width) => "-".repeat(width)), ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

/** How the runs of one fault and way ended, task by task where they differ. */
function columnText(cells: readonly FaultCell[], way: WayName, taskIds: readonly string[]): string {
  const endings = taskIds.flatMap((taskId) => {
    const cell = cells.find((one) => one.way === way && one.taskId === taskId);
    return cell ? [{ taskId, words: endingWords(cell) }] : [];
  });
  const different = [...new Set(endings.map(({ words }) => words))];
  if (different.length <= 1) return different[0] ?? "–";
  return different
    .map((words) => {
      const of = endings.filter((one) => one.words === words).map(({ taskId }) => taskId);
      return `${of.join(", ")}: ${words}`;
    })
    .join("; ");
}

const modelWords: Readonly<Record<string, string>> = {
  // The page does not say whose it is.
  large: "large model",
  sagemaker: "large model",
  openai: "large model",
  gradio: "large model",
  onnx: "small model",
  browser: "small model",
};

function endingWords({ ending }: FaultCell): string {
  if (!ending) return "**hangs**";
  const { outcome } = ending;
  if ("code" in outcome) return `\`${outcome.code}\``;
  return modelWords[outcome.answeredBy] ?? outcome.answeredBy;
}
