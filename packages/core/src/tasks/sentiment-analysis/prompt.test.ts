import { describe, expect, it } from "vitest";
import { UnreadableReply } from "../prompt.ts";
import { sentimentAnalysis } from "./task.ts";
import { sentimentPrompt as prompt } from "./prompt.ts";

const text = "The room was lovely.  The soup\t was cold.";
const whole = { text, sentences: false };
const bySentence = { text, sentences: true };
const good = { label: "POSITIVE", score: 0.75, reason: "The room\n is   praised." };
const first = { number: 1, label: "POSITIVE", score: 0.9 };
const second = { number: 2, label: "NEGATIVE", score: 0.8 };

describe("the prompt for a sentiment", () => {
  it("reads a label, both scores and a reason on one line", () => {
    const output = prompt.read(JSON.stringify(good), whole);
    expect(output).toEqual({
      label: "POSITIVE",
      score: 0.75,
      scores: [
        { label: "POSITIVE", score: 0.75 },
        { label: "NEGATIVE", score: 0.25 },
      ],
      sentences: null,
      reason: "The room is praised.",
    });
    expect(sentimentAnalysis.parseOutput(output)).toEqual(output);
  });

  it("numbers the sentences, each on one line, and reads their labels at their places", () => {
    expect(prompt.ask(bySentence)).toContain("\n1: The room was lovely.\n2: The soup was cold.\n");
    const reply = { ...good, sentences: [second, first] };
    const output = prompt.read(JSON.stringify(reply), bySentence);
    expect(output.sentences).toEqual([
      { start: 0, end: 20, label: "POSITIVE", score: 0.9 },
      { start: 22, end: 41, label: "NEGATIVE", score: 0.8 },
    ]);
    expect(sentimentAnalysis.parseOutput(output)).toEqual(output);
  });

  it("judges a text of many sentences as a whole alone, and says so", () => {
    const many = { text: "It was good. ".repeat(31), sentences: true };
    expect(prompt.notice?.(many)).toMatch(/up to 30 sentences/u);
    expect(prompt.read(JSON.stringify(good), many).sentences).toBeNull();
    expect(prompt.notice?.(bySentence)).toBeNull();
    expect(prompt.notice?.({ ...many, sentences: false })).toBeNull();
  });

  it("takes more tokens the more sentences it judges", () => {
    expect(prompt.maxReplyTokens(bySentence)).toBeGreaterThan(prompt.maxReplyTokens(whole));
  });

  it("holds the reply to a schema that has exactly what is read", () => {
    expect(prompt.replySchema?.(whole)).toMatchObject({
      required: ["label", "score", "reason"],
      additionalProperties: false,
    });
    expect(prompt.replySchema?.(bySentence)).toMatchObject({
      required: ["label", "score", "reason", "sentences"],
    });
  });

  it("holds the model to scores that are read, and to one for each sentence", () => {
    const score = { enum: expect.arrayContaining([0.5, 0.99, 1]) as unknown };
    expect(prompt.replySchema?.(bySentence)).toMatchObject({
      properties: {
        score,
        sentences: { minItems: 2, maxItems: 2, items: { properties: { score } } },
      },
    });
  });

  it.each<[string, unknown]>([
    ["a third label", { ...good, label: "NEUTRAL" }],
    ["a label in small letters", { ...good, label: "positive" }],
    ["no label", { score: 0.9, reason: "x" }],
    ["a score below a half", { ...good, score: 0.2 }],
    ["a score above one", { ...good, score: 95 }],
    ["a score in words", { ...good, score: "high" }],
    ["no reason", { ...good, reason: " " }],
    ["the form's words as the reason", { ...good, reason: "one line" }],
    ["the rules as the reason", { ...good, reason: "The text speaks well of its subject." }],
    ["signs as the reason", { ...good, reason: "…" }],
    ["an essay as the reason", { ...good, reason: "x".repeat(401) }],
    ["a further field", { ...good, note: "x" }],
    ["sentences that were not asked for", { ...good, sentences: [first] }],
    ["a list", [good]],
    ["prose", "It is positive."],
  ])("refuses %s", (_what, reply) => {
    const said = typeof reply === "string" ? reply : JSON.stringify(reply);
    expect(() => prompt.read(said, whole)).toThrow(UnreadableReply);
  });

  it.each<[string, unknown]>([
    ["no sentences", good],
    ["too few", { ...good, sentences: [first] }],
    ["too many", { ...good, sentences: [first, second, { ...second, number: 3 }] }],
    ["one twice", { ...good, sentences: [first, first] }],
    ["one twice beside all", { ...good, sentences: [first, second, second] }],
    ["a third label", { ...good, sentences: [first, { ...second, label: "MIXED" }] }],
  ])("refuses, of sentences, %s", (_what, reply) => {
    expect(() => prompt.read(JSON.stringify(reply), bySentence)).toThrow(UnreadableReply);
  });

  it("takes a reason in words of the text, whatever the request says", () => {
    const input = { text: "He gave it one line.", sentences: false };
    const reply = JSON.stringify({ ...good, reason: "One line." });
    expect(prompt.read(reply, input).reason).toBe("One line.");
  });

  it("holds the model to a reason of a length that comes to an end", () => {
    expect(prompt.replySchema?.(bySentence)).toMatchObject({
      properties: { reason: { minLength: 1, maxLength: 240 } },
    });
  });

  it("says what is wrong without the reply's own words", () => {
    const reply = JSON.stringify({ ...good, label: "HACKED" });
    expect(() => prompt.read(reply, whole)).toThrow('"label" is not as asked for.');
    expect(() => prompt.read("HACKED", whole)).toThrow(/^(?!.*HACKED)/u);
  });
});
