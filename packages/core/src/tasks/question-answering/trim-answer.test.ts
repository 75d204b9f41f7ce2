import { expect, test } from "vitest";
import { tinyTokenizer } from "../../models/testing/fake-model.ts";
import { answerSpan, trimAnswer } from "./trim-answer.ts";

function trimmed(text: string): string | null {
  const span = trimAnswer(text, { start: 0, end: text.length });
  return span && text.slice(span.start, span.end);
}

test.each([
  [" “Ada Okafor”, ", "Ada Okafor"],
  ["(in 1999).", "(in 1999)"],
  ["in 1999).", "in 1999"],
  ["-40 °C;", "-40 °C"],
  ["– 40 °C", "40 °C"],
  ["$40,", "$40"],
  ["35%.", "35%"],
  ["the U.S.", "the U.S."],
  ["the end.", "the end"],
  ["👍🏽!", "👍🏽"],
])("%j is trimmed to %j", (text, expected) => {
  expect(trimmed(text)).toBe(expected);
});

test("nothing is left of punctuation and space alone", () => {
  expect(trimmed(" … \r\n— ")).toBeNull();
});

test("a long run of spaces is trimmed in linear time", () => {
  expect(trimmed(`a${" ".repeat(500_000)}b${" ".repeat(500_000)}`)).toHaveLength(500_002);
});

test("a piece of a word is widened to the word, an ideograph is not", () => {
  const text = "so abc. 中文";
  const tokens = tinyTokenizer.encode(text);
  const pieces = tokens.spans.map(({ start, end }) => text.slice(start, end));
  const widened = (piece: string) => {
    const place = pieces.indexOf(piece);
    const span = answerSpan(text, tokens, { first: place, last: place });
    return span && text.slice(span.start, span.end);
  };
  expect(widened("b")).toBe("abc");
  expect(widened("文")).toBe("文");
});
