import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseHardSentences, parseHeldOutReviews, parseSst } from "./sentiment-sets.ts";

const hardSentences = readFileSync(
  new URL("../../training/hard_sentences.tsv", import.meta.url),
  "utf8",
);

test("a treebank table gives its sentences without the heading", () => {
  expect(parseSst("sentence\tlabel\na fine film\t1\na bore\t0\n")).toEqual([
    { id: "0", text: "a fine film", stance: "positive" },
    { id: "1", text: "a bore", stance: "negative" },
  ]);
});

test("held-out reviews are 4,000, chosen by their ids and not by their place in the file", () => {
  const lines = Array.from({ length: 5000 }, (_, index) =>
    JSON.stringify({ id: `train/${index}`, label: index % 2, text: "one<br />two" }),
  );
  const heldOut = parseHeldOutReviews(lines.join("\n"));
  const hash = (id: string) => createHash("sha256").update(id).digest("hex");
  expect(heldOut).toHaveLength(4000);
  expect(heldOut[0]?.text).toBe("one two");
  expect(parseHeldOutReviews(lines.toReversed().join("\n"))).toEqual(heldOut);
  const last = hash(heldOut.at(-1)?.id ?? "");
  expect(lines.filter((_, index) => hash(`train/${index}`) <= last)).toHaveLength(4000);
});

test("a review without a text is named", () => {
  expect(() => parseHeldOutReviews('{"id": "train/pos/1"}')).toThrow(/lacks its id or text/);
});

test("the hard sentences are two hundred of six kinds, each once", () => {
  const sentences = parseHardSentences(hardSentences);
  expect(sentences).toHaveLength(200);
  expect(new Set(sentences.map(({ text }) => text)).size).toBe(200);
  expect(new Set(sentences.map(({ kind }) => kind)).size).toBe(6);
  expect(sentences.filter(({ stance }) => stance === "neutral")).toHaveLength(37);
});

test("an unknown stance is refused", () => {
  expect(() => parseHardSentences("kind\tlabel\ttext\nfact\tmixed\tIt is five.")).toThrow(
    '"mixed" is no stance',
  );
});
