// German: the catalogue of the page, and the tasks with the words of their own folders.
import { type Catalogues, localTasks } from "./catalogue.ts";

export const catalogues: Catalogues = import.meta.glob("./.wuchale/page.page.de.compiled.js", {
  eager: true,
});

export const tasks = localTasks(
  import.meta.glob("../../../../packages/core/src/tasks/*/words.de.ts", {
    eager: true,
    import: "default",
  }),
);
