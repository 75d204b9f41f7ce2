// Rows of delimited text (CSV, TSV, semicolons, bars), with line breaks inside quoted fields.
import type { Span } from "../contract/span.ts";

interface Row extends Span {
  readonly fields: number;
}

const delimiters = ["\t", ";", "|", ","] as const;
const fewestRows = 2;
// Commas stand in prose, too: rows of them have at least three fields, or are three rows or more.
const fewestCommaRows = 3;

/** The rows of each table in a text, in order; a table is lines one after another with equally many fields. */
export function findTableRows(text: string): Span[] {
  const rows: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const table = delimiters.map((delimiter) => tableAt(text, at, delimiter)).find(isTable);
    const last = table?.rows.at(-1);
    if (table && last) {
      for (const { start, end } of table.rows) rows.push({ start, end });
      at = last.end;
    }
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd < 0) break;
    at = lineEnd + 1;
  }
  return rows;
}

interface TableStart {
  readonly delimiter: string;
  readonly rows: readonly Row[];
}

/** As many rows from here as have the same number of fields. */
function tableAt(text: string, from: number, delimiter: string): TableStart {
  const rows: Row[] = [];
  let at = from;
  while (at < text.length) {
    const row = rowAt(text, at, delimiter);
    if (row.fields < 2 || (rows[0] && row.fields !== rows[0].fields)) break;
    rows.push(row);
    at = row.end + (text.startsWith("\r\n", row.end) ? 2 : 1);
  }
  return { delimiter, rows };
}

function isTable({ delimiter, rows }: TableStart): boolean {
  const fields = rows[0]?.fields ?? 0;
  if (rows.length < fewestRows || fields < 2) return false;
  if (delimiter !== ",") return true;
  return rows.length >= fewestCommaRows && fields >= 2;
}

/** One row: to the first line break outside of quotes. */
function rowAt(text: string, from: number, delimiter: string): Row {
  let fields = 1;
  let isQuoted = false;
  let isFieldStart = true;
  let at = from;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character === '"') {
        if (text.charAt(at + 1) === '"') at += 1;
        else isQuoted = false;
      }
    } else if (character === "\n") {
      break;
    } else if (character === '"' && isFieldStart) {
      // A quote that is never closed, or not before a field ends, is no quote.
      isQuoted = closesField(text, at + 1, delimiter);
    } else if (isDelimiter(text, at, delimiter)) {
      fields += 1;
      isFieldStart = true;
      continue;
    }
    if (character !== " ") isFieldStart = false;
  }
  const end = text.charAt(at - 1) === "\r" ? at - 1 : at;
  return { start: from, end, fields };
}

/** In prose a space follows a comma; in a row of fields none does, mostly. */
function isDelimiter(text: string, at: number, delimiter: string): boolean {
  if (text.charAt(at) !== delimiter) return false;
  return delimiter !== "," || text.charAt(at + 1) !== " ";
}

const longestField = 20_000;

function closesField(text: string, from: number, delimiter: string): boolean {
  let at = from;
  const limit = Math.min(text.length, from + longestField);
  while (at < limit) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || quote >= limit) return false;
    const next = text.charAt(quote + 1);
    if (next !== '"') return next === "" || next === "\n" || next === "\r" || next === delimiter;
    at = quote + 2;
  }
  return false;
}
