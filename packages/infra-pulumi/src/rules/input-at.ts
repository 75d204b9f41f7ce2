/** What stands at a path such as `productionVariants.0.instanceType` of some inputs; undefined when nothing does. */
export function inputAt(inputs: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return new Map<string, unknown>(Object.entries(value)).get(key);
  }, inputs);
}

/** The list at a path; empty when there is none. */
export function listAt(inputs: unknown, path: string): readonly unknown[] {
  const value = inputAt(inputs, path);
  return Array.isArray(value) ? value : [];
}

/** The number at a path; NaN when there is none, which is neither below nor above anything. */
export function numberAt(inputs: unknown, path: string): number {
  const value = inputAt(inputs, path);
  return typeof value === "number" ? value : NaN;
}

/** The text at a path; empty when there is none. */
export function textAt(inputs: unknown, path: string): string {
  const value = inputAt(inputs, path);
  return typeof value === "string" ? value : "";
}
