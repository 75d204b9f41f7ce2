// How much work a run is, told from its input alone: it decides which places the run may have.
import type { JsonObject } from "../contract/json.ts";

/** Short runs go first; long ones have places of their own and take turns there. */
export type RunSize = "short" | "long";

/** The sizes in the order in which they are served. */
export const sizes: readonly RunSize[] = ["short", "long"];

/** A run, or a batch in all, of more characters than this is long; one of so many takes a worker 0.2 to 1 s. */
export const maxShortCharacters = 8_000;

/** The characters of all texts of an input. */
export function charactersOf(input: JsonObject): number {
  return Object.values(input).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 0),
    0,
  );
}

/** The size of a run with so many characters. */
export function sizeOf(characters: number): RunSize {
  return characters > maxShortCharacters ? "long" : "short";
}

/** What long runs may have at most, so that something is left for short ones. */
export const longLimits = {
  /** Of the places in the waiting line: half. */
  waiting: (places: number) => Math.ceil(places / 2),
  /** Of the runs that a backend takes at once, where it has no other places for them: all but one. */
  running: (places: number) => Math.min(places, Math.max(1, places - 1)),
};

/** How many of some places at a backend one caller has at most: half of them. */
export function shareOf(places: number): number {
  return Math.ceil(places / 2);
}
