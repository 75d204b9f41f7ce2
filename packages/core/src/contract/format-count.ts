/** A number as messages write it, such as "1,000,000". */
export function formatCount(value: number): string {
  return value.toLocaleString("en-US");
}
