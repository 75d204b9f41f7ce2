import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { AutoTokenizer, env, type PreTrainedTokenizer } from "@xenova/transformers";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { parseTokenizer } from "../onnx/parse-model-files.ts";
import { hardUnits, tinyId, tinyTokenizer } from "../testing/fake-model.ts";
import { WordPieceTokenizer } from "./wordpiece-tokenizer.ts";

const models = fileURLToPath(new URL("../../../../../apps/web/static/models/", import.meta.url));
const hardText = fc
  .array(fc.constantFrom(...hardUnits), { maxLength: 40 })
  .map((units) => units.join(""));
const anyText = fc.oneof(
  hardText,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);

function piecesOf(text: string): string[] {
  return tinyTokenizer.encode(text).spans.map(({ start, end }) => text.slice(start, end));
}

describe("ids", () => {
  let ours: WordPieceTokenizer;
  let theirs: PreTrainedTokenizer;

  beforeAll(async () => {
    env.localModelPath = models;
    env.allowRemoteModels = false;
    const file = await readFile(`${models}pilotlight-qa-v2/tokenizer.json`, "utf8");
    ours = new WordPieceTokenizer(parseTokenizer(file, "pilotlight-qa-v2"));
    theirs = await AutoTokenizer.from_pretrained("pilotlight-qa-v2");
  });

  test("are those of transformers.js on any text without special tokens", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = text.replaceAll("[SEP]", "SEP");
        const expected: unknown = theirs.encode(plain, { add_special_tokens: false });
        expect(ours.encode(plain).ids).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("are those of transformers.js on words that objects have as well", () => {
    const text = "prototype constructor __proto__ toString";
    expect(ours.encode(text).ids).toEqual(theirs.encode(text, { add_special_tokens: false }));
  });

  test("are those of transformers.js on words with sigmas, dotted capitals and long runs of letters", () => {
    const texts = ["ΑΣ'Α ΑΣ. Σ ΟΔΟΣ", "İstanbul DİYARBAKIR", "x".repeat(100), "x".repeat(101)];
    expect(texts.map((text) => ours.encode(text).ids)).toEqual(
      texts.map((text) => theirs.encode(text, { add_special_tokens: false })),
    );
  });
});

describe("spans", () => {
  test("are sorted, not empty, and never cut a surrogate pair or a mark from its base", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { spans } = tinyTokenizer.encode(text);
        let previous = 0;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(previous);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(end)).not.toMatch(/^\p{M}/u);
          for (const cut of [start, end]) {
            expect(text.slice(Math.max(0, cut - 1), cut + 1)).not.toMatch(
              /^[\ud800-\udbff][\udc00-\udfff]$/,
            );
          }
          previous = start;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("give each piece of a word its own characters", () => {
    expect(piecesOf("goods, bad")).toEqual(["good", "s", ",", "bad"]);
  });

  test("keep a base with its combining marks, also behind a dropped character", () => {
    expect(piecesOf("e\u0301a e\u200d\u0301x")).toEqual(["e\u0301", "a", "e\u200d\u0301", "x"]);
  });

  test("count in the caller's text when lowercasing or accents change its length", () => {
    expect(piecesOf("İa Ça\r\nb")).toEqual(["İ", "a", "Ç", "a", "b"]);
  });

  test("name an unknown word whole, emoji included", () => {
    expect(piecesOf("a 👩‍🚀! ok")).toEqual(["a", "👩‍🚀", "!", "o", "k"]);
  });

  test("make each ideograph a word of its own", () => {
    expect(piecesOf("a中文b")).toEqual(["a", "中", "文", "b"]);
  });
});

test("a special token in a text is plain text", () => {
  const { ids } = tinyTokenizer.encode("a [SEP] b");
  expect(ids).not.toContain(tinyTokenizer.separatorId);
  expect(ids.at(0)).toBe(tinyId("a"));
});

test.each([
  ["one word", "a".repeat(10_000), 1],
  ["one word of pieces that are in no vocabulary", "öx".repeat(5_000), 1],
  ["one letter under ten thousand marks", `a${"\u0301\u0316".repeat(5_000)}`, 1],
  ["ideographs", "中文".repeat(5_000), 10_000],
  ["words of a hundred letters", `${"z9".repeat(50)} `.repeat(99), 9_900],
])("a text of ten thousand characters is encoded whole: %s", (_, text, count) => {
  expect(tinyTokenizer.encode(text).ids).toHaveLength(count);
});
