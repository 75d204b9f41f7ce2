// A task's output as Gradio's components: its typed parts in order, then the whole as JSON.
import type { RunInfo } from "../../contract/run-event.ts";
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { jsonType, type ValueType, valueTypes } from "./value-types.ts";
import type { LabelledText, LabelScore, TypedOutput } from "../../tasks/typed-output.ts";

/** A finished run as its outputs need it. */
export interface FinishedRun {
  /** Null when it is not known any more; parts that need it are null then. */
  readonly input: JsonObject | null;
  readonly output: JsonObject;
  readonly run: RunInfo;
}

/** The outputs of a task's endpoint, in order; the last is always the whole output and `run` as JSON. */
export function outputTypes(task: AnyTask): readonly ValueType[] {
  const parts = task.typedOutputs ?? [];
  return [...parts.map(({ kind, label }) => ({ ...valueTypes[kind], label })), jsonType];
}

/** The values of a finished run, one for each output. */
export function outputValues(task: AnyTask, finished: FinishedRun): readonly unknown[] {
  const { input, output, run } = finished;
  const parts = task.typedOutputs ?? [];
  return [
    ...parts.map((part) => (input === null ? null : partValue(part, input, output))),
    withoutPaths({ ...output, run }),
  ];
}

/** True when the task writes an output piece by piece. */
export function streamsText(task: AnyTask): boolean {
  return (task.typedOutputs ?? []).some(isStreamed);
}

/** The values while the text is being written. */
export function partialValues(task: AnyTask, textSoFar: string): readonly unknown[] {
  return [...(task.typedOutputs ?? []).map((part) => (isStreamed(part) ? textSoFar : null)), null];
}

/** One null for each output: the values of a run that was cancelled before it had any. */
export function noValues(task: AnyTask): readonly null[] {
  return outputTypes(task).map(() => null);
}

type AnyPart = TypedOutput<JsonObject, JsonObject>;

function isStreamed(part: AnyPart): boolean {
  return part.kind === "text" && part.streams === true;
}

function partValue(part: AnyPart, input: JsonObject, output: JsonObject): unknown {
  switch (part.kind) {
    case "text":
      return part.value(input, output);
    case "scores":
      return labelValue(part.value(input, output));
    case "marked-text":
      return tokens(part.value(input, output));
  }
}

function labelValue(entries: readonly LabelScore[]): unknown {
  const confidences = entries.map(({ label, score }) => ({ label, confidence: score }));
  return { label: entries[0]?.label ?? null, confidences };
}

/** A marked text as HighlightedText: the tokens join to the whole text. */
function tokens({ text: whole, marks }: LabelledText): unknown {
  const plain = (from: number, to: number) =>
    from < to ? [{ token: whole.slice(from, to), class_or_confidence: null }] : [];
  let from = 0;
  const found = marks.flatMap(({ start, end, label }) => {
    const pieces = [
      ...plain(from, start),
      { token: whole.slice(start, end), class_or_confidence: label },
    ];
    from = end;
    return pieces;
  });
  return [...found, ...plain(from, whole.length)];
}

/** Python's client takes an object with a text under `path` for a file and asks for it: such a key is renamed. */
function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name === "path" && typeof item === "string" ? "path_" : name,
      withoutPaths(item),
    ]),
  );
}
