// What a person chose once and for all: the theme, and who answers. Kept in this browser alone.
import { type BackendChoice } from "@pilotlight/core";
import { places } from "@pilotlight/ui";

/** Keeps the theme that `static/theme.js` sets at the next visit; null for the system's own. */
export function keepTheme(theme: "light" | "dark" | null): void {
  keep("theme", theme);
}

/** Keeps who shall answer. */
export function keepChoice(choice: BackendChoice): void {
  keep("choice", choice);
}

/** Who shall answer, as kept; `auto` when nothing is. */
export function keptChoice(): BackendChoice {
  const kept = withStorage((storage) => storage.getItem("pilotlight:choice"));
  return places.find(({ choice }) => choice === kept)?.choice ?? "auto";
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
