// A task in another language: what a person reads of it, from a file per language in the task's folder.
// The API, its documentation and the models' prompts stay in English.
import type { Field, Fields } from "./field.ts";
import type { AnswerWords, AnyTask } from "./task.ts";

/** What a person reads of a field. */
interface FieldWords {
  readonly label: string;
  readonly description: string;
  readonly placeholder?: string;
  /** The labels of the choices, by their values. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The label of the number that a choice also takes. */
  readonly number?: string;
  readonly unit?: string;
}

/** What a person reads of a task, in one language. */
export interface TaskWords<F extends Fields = Fields, Answer extends AnswerWords = AnswerWords> {
  readonly title: string;
  readonly description: string;
  readonly action: string;
  readonly fields: { readonly [Name in keyof F]: FieldWords };
  /** The titles of the examples, in their order. */
  readonly examples: readonly string[];
  readonly answer: Answer;
}

/** The task in another language. */
export function localTask(task: AnyTask, words: TaskWords): AnyTask {
  const fields = Object.entries(task.fields).map(([name, field]) => {
    const spoken = words.fields[name];
    return [name, spoken ? localField(field, spoken) : field] as const;
  });
  const { title, description, action } = words;
  return {
    ...task,
    title,
    description,
    action,
    fields: Object.fromEntries(fields),
    examples: task.examples.map((example, index) => {
      return { ...example, title: words.examples[index] ?? example.title };
    }),
    views: (input, output) => task.views(input, output, words.answer),
  };
}

function localField(field: Field, words: FieldWords): Field {
  const { label, description, placeholder, unit } = words;
  switch (field.kind) {
    case "text":
      return { ...field, label, description, placeholder: placeholder ?? field.placeholder };
    case "number":
      return { ...field, label, description, ...(unit === undefined ? {} : { unit }) };
    case "switch":
      return { ...field, label, description };
    case "choice": {
      const choices = field.choices.map((choice) => {
        return { ...choice, label: words.choices?.[choice.value] ?? choice.label };
      });
      const number = field.number && { ...field.number, label: words.number ?? field.number.label };
      return { ...field, label, description, choices, ...(number ? { number } : {}) };
    }
  }
}
