// One answer as a file for other programs.
import type { AnyTask, OutputView } from "@pilotlight/core";
import type { Answer } from "../sessions/task-run.svelte.ts";
import type { MadeFile } from "./save-file.ts";
import { viewText } from "./view-text.ts";

/** A kind of file that an answer is saved as, by the ending of its name. */
export type AnswerFileKind = keyof typeof makers;

/** What a file is made of. */
export interface AnswerFileOptions {
  readonly task: AnyTask;
  readonly answer: Answer;
  readonly kind: AnswerFileKind;
  /** The time in its name. */
  readonly at: Date;
}

const makers = {
  txt: { type: "text/plain;charset=utf-8", make: asText },
  md: { type: "text/markdown;charset=utf-8", make: asMarkdown },
  json: { type: "application/json", make: asJson },
} as const;

/** The answer as a file that is named by its task and the time. */
export function answerFile({ task, answer, kind, at }: AnswerFileOptions): MadeFile {
  const { type, make } = makers[kind];
  return { name: `${task.id}-${timeName(at)}.${kind}`, type, text: `${make(task, answer)}\n` };
}

function asText(task: AnyTask, { views, run }: Answer): string {
  const blocks = views.map((view) => `${view.label}\n${viewText(view)}`);
  return [...blocks, `${task.title}, answered by ${run.model}`].join("\n\n");
}

function asMarkdown(task: AnyTask, { views, run }: Answer): string {
  const blocks = views.flatMap((view) => [`## ${escaped(view.label)}`, viewMarkdown(view)]);
  const by = `Answered by ${escaped(run.model)}.`;
  return [`# ${escaped(task.title)}`, ...blocks, "---", by].join("\n\n");
}

function asJson({ id }: AnyTask, { input, output, run }: Answer): string {
  return JSON.stringify({ task: id, input, output, run }, null, 2);
}

function viewMarkdown(view: OutputView): string {
  switch (view.kind) {
    case "table": {
      const [head = "", ...rows] = [view.columns, ...view.rows].map(tableRow);
      return [head, `|${" --- |".repeat(view.columns.length)}`, ...rows].join("\n");
    }
    case "json":
      return `~~~json\n${viewText(view)}\n~~~`;
    case "scores":
    case "marked-text": {
      const lines = viewText(view).split("\n");
      return lines.map((line) => `- ${escaped(line)}`).join("\n");
    }
    case "text":
      return escaped(viewText(view));
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escaped(cell.replaceAll(/\s+/gu, " "))).join(" | ")} |`;
}

/** A text that Markdown shows as it is; its lists stay lists. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|~]/gu, String.raw`\$&`)
    .replaceAll(/^(\s*)(#{1,6}\s|-{3,}|={3,})/gmu, String.raw`$1\$2`)
    .replaceAll(/(?<=\S)\n(?=\S)/gu, "  \n");
}

/** The local time as a part of a file's name, such as `2026-11-28-14-05-09`. */
function timeName(at: Date): string {
  const parts = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()];
  return [at.getFullYear(), ...parts.map((part) => String(part).padStart(2, "0"))].join("-");
}
