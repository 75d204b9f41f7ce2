import { describe, expect, test } from "vitest";
import { setPhrases } from "./set-phrases.ts";

describe("setPhrases", () => {
  test.each([
    ["Shut up and take my money!", "!"],
    ["Couldn't be happier with the service", "with the service"],
    ["It never disappoints", "It"],
    ["No complaints.", "."],
    ["a must-see", ""],
    ["Expected to hate it but I was wrong", ""],
    ["Yay!!", ""],
  ])("%s is for", (text, words) => {
    const found = setPhrases(text);
    expect(found.logit).toBeGreaterThan(1);
    expect(found.words.trim()).toBe(words);
  });

  test.each([
    ...[
      "Avoid like the plague",
      "You had one job",
      "It could not be worse",
      "never fails to disappoint",
    ],
    ...["I would not touch it with a bargepole", "If only it worked", "ugh", "mid tbh"],
    ...["He tested positive for covid", "I used to love this place, now it's a dump"],
  ])("%s is against", (text) => {
    expect(setPhrases(text).logit).toBeLessThan(-1);
  });

  test.each(["Meh.", "It's fine, I guess", "Good morning everyone", "Thanks, bye", "Kind regards"])(
    "%s is for neither side",
    (text) => {
      expect(setPhrases(text)).toMatchObject({ logit: 0, count: 1 });
    },
  );

  test.each([
    ...["No complaints were answered.", "This is not a game changer", "It didn't blow me away"],
    ...[
      "Thanks for the wonderful evening",
      "the mid range",
      "We avoid the ring road",
      "sick of the",
    ],
  ])("%s is left to the model", (text) => {
    expect(setPhrases(text)).toEqual({ logit: 0, count: 0, words: text });
  });

  test("in a long text a phrase counts by its share", () => {
    const long = `${"word ".repeat(200)}worth every penny`;
    expect(setPhrases(long).logit).toBeLessThan(setPhrases("worth every penny").logit / 5);
  });
});
