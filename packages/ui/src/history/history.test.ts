import { expect, test } from "vitest";
import { historyCsv, historyJson } from "./export-history.ts";
import { type HistoryEntry, parseHistoryEntry } from "./parse-history-entry.ts";
import { askedLine } from "./entry-lines.ts";
import { searchHistory } from "./search-history.ts";

function entry(id: string, text: string, answer = "POSITIVE"): HistoryEntry {
  return {
    id,
    taskId: "sentiment-analysis",
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    input: { text },
    output: { label: answer, scores: [{ label: answer, score: 0.9 }] },
    run: {
      id,
      backend: "browser",
      role: "small",
      model: "m-1",
      reason: "it was asked for",
      cached: false,
      queueMs: 0,
      computeMs: 3.4,
      notice: null,
    },
  };
}

const entries = [entry("1", "A fine Café\nby the sea"), entry("2", "=1+1", "NEGATIVE")];

test("a search finds all words, in input and output, whatever case and accents", () => {
  expect(searchHistory(entries, "cafe SEA").map(({ id }) => id)).toEqual(["1"]);
  expect(searchHistory(entries, "negative").map(({ id }) => id)).toEqual(["2"]);
  expect(searchHistory(entries, "cafe nowhere")).toEqual([]);
  expect(searchHistory(entries, "  ")).toEqual(entries);
});

test("the JSON holds everything and reads back", () => {
  const read: unknown = JSON.parse(historyJson(entries));
  expect(read).toMatchObject([
    { id: "1", at: "2026-01-02T03:04:05.000Z", input: { text: "A fine Café\nby the sea" } },
    { id: "2" },
  ]);
});

test("the CSV has one row per run, quoted where it must be, and no formulas", () => {
  const hostile = { ...entry("3", "x"), taskId: "=HYPERLINK(1)" };
  const [head, first, second] = historyCsv([...entries, hostile]).split("\n");
  expect(head).toBe("\uFEFFat,task,backend,model,computeMs,input,output,verdict,words");
  expect(first).toContain('"{""text"":""A fine Café\\nby the sea""}"');
  expect(second).toContain("NEGATIVE");
  expect(historyCsv([hostile])).toContain("'=HYPERLINK");
  const rated = { ...hostile, feedback: { verdict: "bad", words: "No, that is wrong" } } as const;
  expect(historyCsv([rated])).toContain(',bad,"No, that is wrong"');
});

test("an entry of an older visit opens, whatever it called the server", () => {
  const [kept] = entries;
  const old = { ...kept, run: { ...kept?.run, backend: "remote" } };
  expect(parseHistoryEntry(old)).toEqual({ ...old, run: { ...old.run, backend: "server" } });
  expect(parseHistoryEntry(kept)).toEqual(kept);
});

test.each([null, 1, {}, { ...entries[0], run: { backend: "elsewhere" } }])(
  "what is no entry of this version is left out: %j",
  (value) => {
    expect(parseHistoryEntry(value)).toBeNull();
  },
);

test("a long text is cut at the end of a word, and one without words anywhere", () => {
  const words = askedLine(entry("1", `${"word ".repeat(31)}unfinished rest`));
  expect(words).toBe(`${"word ".repeat(31).trim()} …`);
  expect(askedLine(entry("1", "字".repeat(500)))).toBe(`${"字".repeat(160)} …`);
});
