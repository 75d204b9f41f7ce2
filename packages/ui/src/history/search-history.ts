import type { HistoryEntry } from "./parse-history-entry.ts";

/** The entries whose input, output or model holds each of the words, whatever their case and accents. */
export function searchHistory(
  entries: readonly HistoryEntry[],
  words: string,
): readonly HistoryEntry[] {
  const wanted = plain(words).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return entries;
  return entries.filter(({ input, output, run }) => {
    const text = plain([...textsOf(input), ...textsOf(output), run.model].join("\n"));
    return wanted.every((word) => text.includes(word));
  });
}

function textsOf(value: object): readonly string[] {
  return Object.values(value).flatMap((part: unknown) => {
    if (typeof part === "string") return [part];
    return typeof part === "object" && part !== null ? textsOf(part) : [];
  });
}

function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
