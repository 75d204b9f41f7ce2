import { type AnyTask, localTask, tasks, type TaskWords } from "@pilotlight/core";
import type { CatalogModule } from "wuchale/runtime";

/** The one catalogue of a language, by its path. By glob, since the build makes it of the `.po` file. */
export type Catalogues = Readonly<Record<string, CatalogModule>>;

/** The tasks in another language, by id. @param words by the paths of their files: a folder is named by the task's id */
export function localTasks(
  words: Readonly<Record<string, TaskWords>>,
): Readonly<Record<string, AnyTask>> {
  const found = Object.entries(words);
  return Object.fromEntries(
    tasks.flatMap((task) => {
      const [, own] = found.find(([path]) => path.includes(`/${task.id}/`)) ?? [];
      return own ? [[task.id, localTask(task, own)]] : [];
    }),
  );
}
