// What a waiting run keeps in memory.
const bytesPerValue = 16;

/** About how many bytes of memory a JSON value takes: its texts, and a little for each value. */
export function inputBytes(value: unknown): number {
  if (typeof value === "string") return bytesPerValue + value.length * bytesPerUnit(value);
  if (typeof value !== "object" || value === null) return bytesPerValue;
  return Object.values(value).reduce(
    (sum: number, item: unknown) => sum + inputBytes(item),
    bytesPerValue,
  );
}

/** The engine keeps a text in one byte a unit when all of it is Latin-1. */
function bytesPerUnit(text: string): number {
  return /[^\0-\xff]/u.test(text) ? 2 : 1;
}
