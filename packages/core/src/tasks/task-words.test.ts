import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { AnyTask } from "./task.ts";
import { localTask, type TaskWords } from "./task-words.ts";
import { tasks } from "./registry.ts";

const languages = ["de", "es"];

/** What a task's folder says in a language. */
async function wordsOf(task: AnyTask, language: string): Promise<TaskWords> {
  const module = (await import(`./${task.id}/words.${language}.ts`)) as { default: TaskWords };
  return module.default;
}

const rows = tasks.flatMap((task) =>
  languages.map((language) => ({ task, language, id: task.id })),
);

test.each(rows)("$id says in $language all that it says in English", async ({ task, language }) => {
  const words = await wordsOf(task, language);
  expect(Object.keys(words.fields)).toEqual(Object.keys(task.fields));
  expect(words.examples).toHaveLength(task.examples.length);
  for (const [name, field] of Object.entries(task.fields)) {
    const spoken = words.fields[name];
    expect(spoken?.placeholder !== undefined).toBe(field.kind === "text");
    if (field.kind !== "choice") continue;
    expect(Object.keys(spoken?.choices ?? {})).toEqual(field.choices.map(({ value }) => value));
    expect(spoken?.number !== undefined).toBe(field.number !== undefined);
  }
});

test.each(rows)("$id answers in $language, and is asked as ever", async ({ task, language }) => {
  const words = await wordsOf(task, language);
  const local = localTask(task, words);
  const example = task.examples.find(({ answer }) => answer);
  if (!example?.answer) throw new Error(`${task.id} has no example with an answer.`);
  const input = local.parseInput({ ...example.input });
  expect(input).toEqual(task.parseInput({ ...example.input }));
  const labels = (one: AnyTask) =>
    one.views(input, example.answer?.output ?? {}).map((view) => view.label);
  expect(labels(local)).toHaveLength(labels(task).length);
  for (const label of labels(local)) expect(Object.values(words.answer)).toContain(label);
  expect(local.title).toBe(words.title);
  expect(local.examples.map(({ title }) => title)).toEqual(words.examples);
});

/** The languages that a task's folder has words in. */
function languagesOf({ id }: AnyTask): string[] {
  const names = readdirSync(new URL(`./${id}/`, import.meta.url));
  return names.flatMap((name) => /^words\.(\w+)\.ts$/u.exec(name)?.[1] ?? []);
}

test("a task with words in one language has them in all", () => {
  const spoken = tasks.map(languagesOf).filter((found) => found.length > 0);
  expect(spoken.length).toBeGreaterThanOrEqual(3);
  for (const found of spoken) expect(found.toSorted()).toEqual(languages);
});
