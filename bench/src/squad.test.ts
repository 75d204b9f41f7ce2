import { expect, test } from "vitest";
import { exactMatch, otherParagraph, parseSquad, wordF1 } from "./squad.ts";

test("case, punctuation and articles do not count for an exact match", () => {
  expect(exactMatch("the Denver Broncos.", ["Denver  broncos"])).toBe(1);
  expect(exactMatch("Broncos", ["Denver Broncos", "the Broncos"])).toBe(1);
  expect(exactMatch("Denver", ["Denver Broncos"])).toBe(0);
});

test("F1 is the overlap in words with the best of the people's answers", () => {
  // 2 shared words of 3 and 4; the other answer shares none.
  expect(wordF1("in Santa Clara", ["Santa Clara, California, USA", "Levi's"])).toBeCloseTo(4 / 7);
  expect(wordF1("no no", ["no"])).toBeCloseTo(2 / 3);
  expect(wordF1("nothing", ["something"])).toBe(0);
});

test("a file gives each question with its paragraph and its article", () => {
  const qas = [{ id: "1", question: "Who?", answers: [{ text: "Ann", answer_start: 0 }] }];
  const paragraphs = [
    { context: "Ann ran.", qas },
    { context: "Bob sat.", qas: [] },
  ];
  expect(parseSquad(JSON.stringify({ data: [{ title: "Runners", paragraphs }] }))).toEqual([
    {
      id: "1",
      question: "Who?",
      context: "Ann ran.",
      answers: ["Ann"],
      article: ["Ann ran.", "Bob sat."],
      articleIndex: 0,
      title: "Runners",
    },
  ]);
});

test("another paragraph is the next one of the article, round its end, that holds no answer", () => {
  const article = ["Ann ran.", "Bob saw ann.", "Cid sat."];
  const question = { id: "1", question: "Who ran?", answers: ["Ann"], article, articleIndex: 0 };
  const of = (context: string, answers = ["Ann"]) =>
    otherParagraph({ ...question, title: "Runners", context, answers });
  expect(of("Ann ran.")).toBe("Cid sat.");
  expect(of("Cid sat.", ["Cid"])).toBe("Ann ran.");
  expect(of("Ann ran.", ["s"])).toBe(undefined);
});

test("a file of another kind is refused", () => {
  expect(() => parseSquad("[]")).toThrow('no list "data"');
});
