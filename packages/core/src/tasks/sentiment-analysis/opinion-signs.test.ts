import { describe, expect, test } from "vitest";
import { opinionSigns } from "./opinion-signs.ts";

describe("opinionSigns", () => {
  test.each([
    ["⭐⭐⭐⭐⭐ on time", "on time"],
    ["★★★★☆ fine", "fine"],
    ["5/5 again", "again"],
    ["9 out of 10", ""],
    ["4.5/5", ""],
    ["five stars from me", "from me"],
    ["👍", ""],
    ["👍🏽👍🏽", ""],
    ["love it ❤️", "love it"],
    ["thanks :)", "thanks"],
  ])("%s is for", (text, words) => {
    const signs = opinionSigns(text);
    expect(signs.logit).toBeGreaterThan(1);
    expect(signs.words.trim()).toBe(words);
  });

  test.each(["⭐ broke at once", "1/5", "2/10 never again", "one star", "👎", "it came 😡", ":("])(
    "%s is against",
    (text) => {
      expect(opinionSigns(text).logit).toBeLessThan(-1);
    },
  );

  test.each(["3/5", "⭐⭐⭐", "half is 5/10"])("%s is in the middle", (text) => {
    expect(Math.abs(opinionSigns(text).logit)).toBeLessThan(0.5);
  });

  test.each([
    ...[
      "on 5/10/2024",
      "open 24/7",
      "1/2 cup",
      "3/5 of people",
      "a 4-star hotel",
      "ratio 7/5",
      "http://a.b/1/5/2",
    ],
    ...["the year 2010", "no signs"],
  ])("%s is no rating", (text) => {
    expect(opinionSigns(text)).toMatchObject({ count: 0, logit: 0 });
  });
});
