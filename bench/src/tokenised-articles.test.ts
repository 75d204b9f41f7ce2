import { expect, test } from "vitest";
import { parseTokenisedArticles } from "./tokenised-articles.ts";

test("tokens become sentences with their quotes and brackets", () => {
  const article =
    "( cnn ) he said `` i did n't go . '' she left -- for $ 5 , it 's said . mr. smith ( 50 ) slept .";
  const line = JSON.stringify({ article, highlights: ["he did n't go .", "she left ."] });
  expect(parseTokenisedArticles(`${line}\n`)).toEqual([
    {
      sentences: [
        '(cnn) he said "i didn\'t go."',
        "she left -- for $5, it's said.",
        "mr. smith (50) slept.",
      ],
      reference: ["he didn't go.", "she left."],
    },
  ]);
});

test("a line of something else is refused", () => {
  expect(() => parseTokenisedArticles('{"text": 1}')).toThrow("Not a line of articles");
});
