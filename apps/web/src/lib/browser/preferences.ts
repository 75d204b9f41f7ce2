// What the page looks up as soon as it starts of what a person chose: who answers, and how wide the panes are.
// The rest is in kept-settings.ts. Kept in this browser alone.
import { type BackendChoice } from "@pilotlight/core";
import { pageChoiceOf } from "@pilotlight/ui";

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

/** Keeps a preference by its name; null forgets it. */
export function keep(name: string, value: string | null): void {
  withStorage((storage) => {
    if (value === null) storage.removeItem(`pilotlight:${name}`);
    else storage.setItem(`pilotlight:${name}`, value);
  });
}

/** Uses the browser's storage; it may be blocked or full, and a preference then lasts as long as the page. */
export function withStorage<Result>(
  use: (storage: Storage) => Result,
  open = () => localStorage,
): Result | undefined {
  try {
    return use(open());
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
