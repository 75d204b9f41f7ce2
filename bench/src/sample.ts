import { seededRandom, shuffled } from "./seeded-random.ts";

/** `size` of the items, the same ones each time, in their own order; all when no size is given. */
export function sample<Item>(items: readonly Item[], size?: number): Item[] {
  if (size === undefined || size >= items.length) return [...items];
  const places = shuffled([...items.keys()], seededRandom(1)).slice(0, size);
  return places.toSorted((a, b) => a - b).flatMap((place) => items.slice(place, place + 1));
}
