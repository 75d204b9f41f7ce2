import type { Registration } from "./pulumi-engine.ts";

/**
 * The order in which Pulumi takes resources away: nothing before what depends on it or lies in it.
 * Each step deletes all that nothing left depends on; the names are `type::name`.
 */
export function deletionOrder(registrations: readonly Registration[]): readonly string[][] {
  let left = registrations;
  const steps: string[][] = [];
  while (left.length > 0) {
    const needed = new Set(left.flatMap(({ dependencies, parent }) => [...dependencies, parent]));
    const free = left.filter(({ urn }) => !needed.has(urn));
    if (free.length === 0) throw new Error("The resources depend on each other in a circle.");
    steps.push(free.map(({ type, name }) => `${type}::${name}`));
    left = left.filter(({ urn }) => needed.has(urn));
  }
  return steps;
}
