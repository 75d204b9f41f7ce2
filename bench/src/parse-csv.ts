/** The rows of a CSV text (RFC 4180: quotes doubled, line breaks within quotes) by the names of its first row. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = csvRows(text);
  return rows.map((row) =>
    Object.fromEntries(names.map((name, column) => [name, row[column] ?? ""])),
  );
}

// One field with what ends it: quoted, or plain up to the next comma or line break.
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const { 1: quoted, 2: plain = "", 3: end, index } of text.matchAll(field)) {
    if (index === text.length && row.length === 0) break;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
