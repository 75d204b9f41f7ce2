// What a person chose in the settings: the theme, the language, the models, whether runs are kept and whether
// the large model is asked by itself. Kept in this browser alone.
import { keep, withStorage } from "./preferences.ts";

/** Keeps the theme that `static/theme.js` sets at the next visit; null for the system's own. */
export function keepTheme(theme: "light" | "dark" | null): void {
  keep("theme", theme);
}

/** Keeps the language that `static/theme.js` finds at the next visit; null for the browser's own. */
export function keepLanguage(language: string | null): void {
  keep("language", language);
}

/** The language that a person chose, as kept; null when it is the browser's own. */
export function keptLanguage(): string | null {
  return withStorage((storage) => storage.getItem("pilotlight:language")) ?? null;
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
