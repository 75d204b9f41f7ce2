// The words of the page in the language that is shown, for the code that the catalogues' plugin makes.
import { type AnyTask, tasks } from "@pilotlight/core";
import { language as shown } from "@pilotlight/ui";
import type { CompiledElement } from "wuchale";
import type { Catalogues } from "./catalogue.ts";

interface Language {
  readonly catalogues: Catalogues;
  /** The tasks in this language, by id; left out where they are as they are. */
  readonly tasks?: Readonly<Record<string, AnyTask>>;
}

const languages: Readonly<Record<string, () => Promise<Language>>> = {
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  es: () => import("./es.ts"),
};
let messages = $state.raw<CompiledElement[]>([]);
let localTasks = $state.raw<Language["tasks"]>();

/** Shows the page in a language, once all its words are here. */
export async function showLanguage(name: string): Promise<void> {
  const language = await languages[name]?.();
  if (!language) return;
  messages = Object.values(language.catalogues)[0]?.c ?? [];
  localTasks = language.tasks;
  shown.current = name;
  document.documentElement.lang = name;
}

/** The tasks as the page shows them: their words are those of its language, and follow it. */
export const pageTasks = tasks.map(
  (task) =>
    new Proxy(task, {
      get: (_, name): unknown => Reflect.get(localTasks?.[task.id] ?? task, name),
    }),
);

// What wuchale's own runtime is without plurals and tagged templates, in half the bytes; and one for all
// languages: what reads a message through it is shown anew when they change.
const partsOf = (id: number) => [messages[id] ?? ""].flat();
const join = (parts: readonly unknown[], values: readonly unknown[] = [], from = 1) =>
  parts
    .slice(from)
    .map((part) => (typeof part === "number" ? values[part] : part))
    .join("");
const runtime = Object.assign(
  (id: number, values?: readonly unknown[]) => join(partsOf(id), values, 0),
  { c: partsOf, x: join },
);

/** What gives the compiled code its messages. */
export const getRuntime = () => runtime;
export const getRuntimeRx = () => runtime;
