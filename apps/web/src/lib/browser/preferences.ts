// What a person chose once and for all: the theme, who answers, and whether the large model is asked
// by itself. Kept in this browser alone.
import { type BackendChoice } from "@pilotlight/core";
import { pageChoiceOf } from "@pilotlight/ui";

/** Keeps the theme that `static/theme.js` sets at the next visit; null for the system's own. */
export function keepTheme(theme: "light" | "dark" | null): void {
  keep("theme", theme);
}

/** Keeps the share of the form's pane in per cent; null for the usual one. `static/theme.js` sets it early. */
export function keepSplit(split: number | null): void {
  keep("split", split === null ? null : split.toFixed(1));
}

/** The share of the form's pane, as kept; null when nobody moved the bar. */
export function keptSplit(): number | null {
  const kept = withStorage((storage) => storage.getItem("pilotlight:split")) ?? null;
  const split = Number(kept);
  return kept !== null && split > 0 && split < 100 ? split : null;
}

/** Keeps who shall answer. */
export function keepChoice(choice: BackendChoice): void {
  keep("choice", choice);
}

/** Who shall answer, as kept; `auto` when nothing is. */
export function keptChoice(): BackendChoice {
  return pageChoiceOf(withStorage((storage) => storage.getItem("pilotlight:choice"))) ?? "auto";
}

/** Keeps whether the large model is asked by itself when it is awake. */
export function keepAutomatic(isAutomatic: boolean): void {
  keep("automatic", isAutomatic ? "yes" : null);
}

/** Whether the large model is asked by itself, as kept. */
export function isAutomaticKept(): boolean {
  return withStorage((storage) => storage.getItem("pilotlight:automatic")) === "yes";
}

/** Keeps whether runs go into this browser's history. */
export function keepHistory(isOn: boolean): void {
  keep("history", isOn ? null : "off");
}

/** Whether runs go into this browser's history, as kept; yes when nothing is. */
export function isHistoryKept(): boolean {
  return withStorage((storage) => storage.getItem("pilotlight:history")) !== "off";
}

/** Keeps which downloaded model answers a task, by its folder; null for the embedded one. */
export function keepModel(taskId: string, folder: string | null): void {
  keep(`model:${taskId}`, folder);
}

/** The folder of the downloaded model that answers a task, as kept; null when none is. */
export function keptModel(taskId: string): string | null {
  return withStorage((storage) => storage.getItem(`pilotlight:model:${taskId}`)) ?? null;
}

function keep(name: string, value: string | null): void {
  withStorage((storage) => {
    if (value === null) storage.removeItem(`pilotlight:${name}`);
    else storage.setItem(`pilotlight:${name}`, value);
  });
}

/** Storage may be blocked or full; then a preference lasts as long as the page. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(localStorage);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
