import {
  type AnyTask,
  type BackendChoice,
  type Example,
  type JsonObject,
  type OutputView,
  type WireError,
} from "@pilotlight/core";
import { fieldProblem, type FieldValue, fits, initialValues } from "./field-values.ts";
import { MarkPointer } from "./mark-pointer.svelte.ts";
import { type Answer, type Runner, TaskRun } from "./task-run.svelte.ts";

/** Where a person's inputs are kept over a reload. */
export interface DraftStore {
  /** What was kept for a task, by field name; nothing of it is trusted. */
  load(task: AnyTask): Readonly<Record<string, unknown>>;
  /** Keeps a value soon; `onResult` says whether it was kept. */
  save(draft: Draft, onResult: (kept: boolean) => void): void;
}

/** Where the last answer of each task is kept over a reload. */
export interface AnswerStore {
  /** What was kept for a task; nothing of it is trusted. */
  load(task: AnyTask): unknown;
  save(task: AnyTask, answer: Answer): void;
}

/** The text of an input with the marks of an answer to it. */
export interface Reading {
  /** The name of the field that the text is in. */
  readonly field: string;
  readonly answer: Answer;
  readonly view: MarkedText;
}

/** A text of the input with marks, as an answer's view. */
export type MarkedText = Extract<OutputView, { kind: "marked-text" }>;

/** One value to keep. */
export interface Draft {
  readonly taskId: string;
  readonly field: string;
  readonly value: FieldValue;
}

interface TaskSessionOptions {
  readonly task: AnyTask;
  readonly runner: Runner;
  /** Left out, nothing is kept over a reload. */
  readonly drafts?: DraftStore;
  /** Left out, no answer is kept over a reload. */
  readonly answers?: AnswerStore;
  /** A clock in milliseconds, for the time that a person waits. */
  readonly now?: () => number;
}

/** One task in the page: its form's values, its runs, and what is wrong; lives as long as the page. */
export class TaskSession {
  readonly task: AnyTask;
  readonly run: TaskRun;
  /** How the answer and the marks in the text point at each other. */
  readonly pointer = new MarkPointer();
  readonly #drafts: DraftStore | undefined;
  readonly #answers: AnswerStore | undefined;
  #read = $state.raw<Answer | null>(null);
  #values = $state<Record<string, FieldValue>>({});
  #problems = $state.raw<Readonly<Record<string, string>>>({});
  // The values that an example, a file or "clear" replaced, while they can still be taken back.
  #replaced = $state.raw<Record<string, FieldValue> | null>(null);
  #example = $state.raw<Example<JsonObject> | null>(null);
  #unkept = $state<Record<string, boolean>>({});

  constructor({ task, runner, drafts, answers, now }: TaskSessionOptions) {
    this.task = task;
    const onAnswer = (answer: Answer) => {
      this.#take(answer);
    };
    this.run = new TaskRun({ task, runner, onAnswer, ...(now ? { now } : {}) });
    this.#drafts = drafts;
    this.#answers = answers;
    this.#values = initialValues(task);
  }

  /** The form's values by field name. */
  get values(): Readonly<Record<string, FieldValue>> {
    return this.#values;
  }

  /** What is wrong with a field, by its name. */
  get problems(): Readonly<Record<string, string>> {
    return this.#problems;
  }

  /**
   * The input's text with the marks of an answer, which stands in the place of its field; null while the
   * person writes, and when the text is not the one that was answered.
   */
  get reading(): Reading | null {
    const answer = this.#read;
    if (!answer) return null;
    const view = markedField(answer);
    if (view?.field === undefined || this.#values[view.field] !== view.text) return null;
    return { field: view.field, answer, view };
  }

  /** Marks an answer in the input's text, if it has marks there. */
  read(answer: Answer): void {
    this.pointer.clear();
    this.#read = answer;
  }

  /** Ends the reading: the field takes writing again. */
  write(): void {
    this.#read = null;
    this.pointer.clear();
  }

  /** What changed in the form since an answer was asked for: its text, an option, or nothing. */
  changedSince({ input }: Answer): "text" | "options" | null {
    const changed = Object.entries(this.task.fields).filter(
      ([name]) => this.#values[name] !== input[name],
    );
    if (changed.length === 0) return null;
    return changed.some(([, { kind }]) => kind === "text") ? "text" : "options";
  }

  /** Takes another answer in the place of the one that is shown, over a reload too. */
  keep(answer: Answer): void {
    this.run.show(answer);
    this.#take(answer);
  }

  #take(answer: Answer): void {
    this.#answers?.save(this.task, answer);
    this.read(answer);
  }

  /** Puts an answer of before and its input back. */
  show(answer: Answer): void {
    this.replace(answer.input);
    this.run.show(answer);
    this.read(answer);
  }

  /** Brings back the answer that was kept over a reload, if nothing is there yet. */
  async restoreAnswer(): Promise<void> {
    const kept = this.#answers?.load(this.task);
    if (kept === undefined || kept === null) return;
    // A broken line shows the page without the answer.
    const parser = await import("./parse-kept-answer.ts").catch(() => null);
    const answer = parser?.parseKeptAnswer(this.task, kept);
    if (!answer || this.run.answer || this.run.busy) return;
    this.run.show(answer);
    this.read(answer);
  }

  /** The example in the form; null once its text was changed. */
  get example(): Example<JsonObject> | null {
    return this.#example;
  }

  /** True while a text that was replaced can be taken back. */
  get canUndo(): boolean {
    return this.#replaced !== null;
  }

  /** True when some input is too long to survive a reload. */
  get hasUnkeptDraft(): boolean {
    return Object.values(this.#unkept).includes(true);
  }

  /** Sets a value as the person types or chooses it. */
  set(name: string, value: FieldValue): void {
    if (this.#values[name] === value) return;
    if (typeof value === "string" && this.task.fields[name]?.kind === "text") {
      this.#replaced = null;
      this.#example = null;
    }
    this.#put(name, value);
  }

  /** Replaces values at one stroke, in a way that `undo` takes back. */
  replace(values: Readonly<Record<string, unknown>>, example: Example<JsonObject> | null = null) {
    this.write();
    const before = { ...this.#values };
    const wasTheirs = this.#example === null;
    for (const [name, value] of Object.entries(values)) {
      const field = this.task.fields[name];
      if (field && fits(field, value)) this.#put(name, value);
    }
    if (wasTheirs) this.#replaced = this.#losesText(before) ? before : null;
    this.#example = example;
  }

  /** Takes the last `replace` back. */
  undo(): void {
    const before = this.#replaced ?? {};
    for (const [name, value] of Object.entries(before)) this.#put(name, value);
    this.#replaced = null;
    this.#example = null;
  }

  /** Fills untouched fields from the drafts that were kept; what was typed meanwhile stays. */
  restore(): void {
    const initial = initialValues(this.task);
    for (const [name, value] of Object.entries(this.#drafts?.load(this.task) ?? {})) {
      const field = this.task.fields[name];
      const untouched = this.#values[name] === initial[name];
      if (field && untouched && fits(field, value)) this.#values[name] = value;
    }
  }

  /**
   * Runs the task on the form's values and resolves at the run's end; false when the form must be
   * mended first.
   */
  async start(choice: BackendChoice): Promise<boolean> {
    this.#problems = this.#findProblems();
    if (Object.keys(this.#problems).length > 0) return false;
    this.#replaced = null;
    await this.run.start(this.task.parseInput({ ...this.#values }), choice);
    const { state } = this.run;
    return state.status !== "failed" || !this.#blame(state.error);
  }

  #findProblems(): Readonly<Record<string, string>> {
    const problems: Record<string, string> = {};
    for (const [name, field] of Object.entries(this.task.fields)) {
      const problem = fieldProblem(name, field, this.#values[name] ?? "");
      if (problem) problems[name] = problem;
    }
    return problems;
  }

  #blame({ field, message }: WireError): boolean {
    if (field === undefined || !Object.hasOwn(this.task.fields, field)) return false;
    this.#problems = { [field]: message };
    return true;
  }

  #put(name: string, value: FieldValue): void {
    this.#values[name] = value;
    const others = Object.entries(this.#problems).filter(([other]) => other !== name);
    this.#problems = Object.fromEntries(others);
    this.#drafts?.save({ taskId: this.task.id, field: name, value }, (kept) => {
      this.#unkept[name] = !kept;
    });
  }

  #losesText(before: Readonly<Record<string, FieldValue>>): boolean {
    return Object.entries(this.task.fields).some(
      ([name, { kind }]) =>
        kind === "text" && before[name] !== "" && before[name] !== this.#values[name],
    );
  }
}

/** The text of an answer that is marked in a field of the input; undefined when there is none. */
export function markedField({ views }: Pick<Answer, "views">): MarkedText | undefined {
  return views.find(
    (view): view is MarkedText => view.kind === "marked-text" && view.field !== undefined,
  );
}
