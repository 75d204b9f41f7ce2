import { describe, expect, it } from "vitest";
import { isEcho } from "./echo.ts";

const sources = {
  request: 'Write plain prose. "reason" says why in one line, in the language of the text.',
  material: "He wrote one line to his wife.",
};

describe("isEcho", () => {
  it.each([
    ["a phrase of the request", "Says why in one line, in the language."],
    ["sentences of the request in any order", "In the language of the text! Write plain prose."],
    ["the name of a field", '"Reason"'],
    ["signs alone", "…"],
    ["nothing", ""],
  ])("is true of %s", (_what, words) => {
    expect(isEcho(words, sources)).toBe(true);
  });

  it.each([
    ["words of the caller's text", "one line"],
    ["a sentence of its own among those of the request", "Write plain prose. The wife is happy."],
    ["a part of a word of the request", "reas"],
    ["words of the request in another order", "prose plain"],
    ["another language", "一行"],
  ])("is false of %s", (_what, words) => {
    expect(isEcho(words, sources)).toBe(false);
  });
});
