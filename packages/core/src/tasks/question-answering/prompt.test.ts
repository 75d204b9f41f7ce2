import { describe, expect, it } from "vitest";
import { UnreadableReply } from "../prompt.ts";
import { questionAnswering } from "./task.ts";
import { questionAnsweringPrompt as prompt } from "./prompt.ts";

const context =
  "The lighthouse was built in 1904. Its first keeper was Ada  Lovelace,\na captain's daughter. There is no reason to doubt it.";
const input = { question: "Who kept it first?", context, topK: 1 };
const quote = "Its first keeper was Ada Lovelace, a captain's daughter.";

type Said = readonly { answer: string; quote: string }[];

function read(answers: Said, topK = 1) {
  const output = prompt.read(JSON.stringify({ answers }), { ...input, topK });
  expect(questionAnswering.parseOutput(output)).toEqual(output);
  return output;
}

describe("the prompt for a question", () => {
  it("asks for one answer, or for as many as are wished", () => {
    expect(prompt.ask(input)).toContain("Give the one best answer");
    expect(prompt.ask({ ...input, topK: 4 })).toContain("up to 4 different answers");
    expect(prompt.maxReplyTokens({ ...input, topK: 10 })).toBeGreaterThan(
      prompt.maxReplyTokens(input),
    );
  });

  it("gives the answer and the quote as pieces of the caller's own text", () => {
    const output = read([{ answer: "ada lovelace", quote }]);
    expect(output).toMatchObject({ found: true, answer: "Ada  Lovelace", score: null });
    expect(context.slice(output.start ?? 0, output.end ?? 0)).toBe("Ada  Lovelace");
    expect(output.quote?.text).toBe("Its first keeper was Ada  Lovelace,\na captain's daughter.");
    expect(context.slice(output.quote?.start, output.quote?.end)).toBe(output.quote?.text);
  });

  it("keeps an answer in the model's own words, shown by its quote, without a place", () => {
    const output = read([{ answer: "A captain's child.", quote }]);
    expect(output).toMatchObject({ answer: "A captain's child.", start: null, end: null });
    expect(output.quote).not.toBeNull();
  });

  it("gives yes and no no place, even where the text holds the word", () => {
    const output = read([{ answer: "No.", quote: "There is no reason to doubt it." }]);
    expect(output).toMatchObject({ answer: "No.", start: null, end: null });
  });

  it("looks for the answer in the quoted sentence first", () => {
    const twice = "Ada came in 1903. Ada left in 1904.";
    const reply = JSON.stringify({ answers: [{ answer: "Ada", quote: "Ada left in 1904." }] });
    const output = prompt.read(reply, { question: "Who left?", context: twice, topK: 1 });
    expect(output.start).toBe(18);
  });

  it("says that the text holds no answer", () => {
    expect(read([])).toEqual({
      found: false,
      answer: "",
      score: null,
      start: null,
      end: null,
      answers: [],
      quote: null,
    });
  });

  it("gives the best answers in order, each once, at most as many as are wished", () => {
    const year = { answer: "1904", quote: "The lighthouse was built in 1904." };
    const said = [{ answer: "Ada Lovelace", quote }, { answer: "ADA LOVELACE", quote }, year, year];
    expect(read(said, 5).answers.map(({ answer }) => answer)).toEqual(["Ada  Lovelace", "1904"]);
    expect(read(said, 1).answers).toHaveLength(1);
  });

  it("leaves out an answer whose quote is not in the text", () => {
    const made = { answer: "Bob", quote: "Bob kept it first." };
    expect(read([made, { answer: "Ada Lovelace", quote }], 2).answers).toHaveLength(1);
  });

  it("takes the first sentence of a quote that repeats itself until it is stopped", () => {
    const repeated = `${quote} `.repeat(9).slice(0, 400);
    const output = read([{ answer: "Ada Lovelace", quote: repeated }]);
    expect(output.quote?.text).toBe("Its first keeper was Ada  Lovelace,\na captain's daughter.");
  });

  it("takes no answer of its own words that repeats itself, unless the text does", () => {
    const answer = "I am glad that you ask. ".repeat(6).trim();
    const reply = JSON.stringify({ answers: [{ answer, quote }] });
    expect(() => prompt.read(reply, input)).toThrow("repeats the same words over and over");
    const withLoop = { ...input, context: `${input.context} ${answer}` };
    expect(prompt.read(reply, withLoop).answer).toBe(answer);
    expect(
      read([
        { answer, quote },
        { answer: "Ada Lovelace", quote },
      ]).answers,
    ).toHaveLength(1);
  });

  it("takes no quote that goes on with what the text does not say", () => {
    const goesOn = JSON.stringify({
      answers: [{ answer: "Ada", quote: `${quote} Bob came next.` }],
    });
    expect(() => prompt.read(goesOn, input)).toThrow(UnreadableReply);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["prose", "Ada Lovelace kept it."],
    ["prose before the JSON", 'Sure: {"answers": []}'],
    ["another form", '{"answer": "Ada"}'],
    ["a further field", '{"answers": [], "note": "x"}'],
    ["an answer without a quote", '{"answers": [{"answer": "Ada"}]}'],
    ["an empty answer", `{"answers": [{"answer": " ", "quote": ${JSON.stringify(quote)}}]}`],
    ["the form, not filled in", '{"answers": [{"answer": "…", "quote": "…"}]}'],
    ["the names of the fields", '{"answers": [{"answer": "answer", "quote": "quote"}]}'],
    ["a made-up quote", '{"answers": [{"answer": "Bob", "quote": "Bob kept it first."}]}'],
  ])("refuses %s", (_what, reply) => {
    expect(() => prompt.read(reply, input)).toThrow(UnreadableReply);
  });

  it("holds the model to as many answers as are wished, and to lengths that come to an end", () => {
    expect(prompt.replySchema?.({ ...input, topK: 3 })).toMatchObject({
      properties: {
        answers: {
          maxItems: 3,
          items: {
            properties: {
              answer: { minLength: 1, maxLength: 200 },
              quote: { minLength: 1, maxLength: 400 },
            },
          },
        },
      },
    });
  });

  it("takes a quote that was stopped at its longest, in the middle of a word", () => {
    const long = `The keeper ${"and the keeper's daughter-in-law ".repeat(30)}came home.`;
    const reply = JSON.stringify({ answers: [{ answer: "keeper", quote: long.slice(0, 400) }] });
    expect(long.slice(397, 403)).toMatch(/^\S+$/u);
    const output = prompt.read(reply, { question: "Who?", context: long, topK: 1 });
    expect(output.quote?.text).toBe(long.slice(0, output.quote?.end));
    expect(output.quote?.end).toBeGreaterThan(380);
  });

  it("takes the name of a field for an answer where the text has it in a sentence", () => {
    const said = [{ answer: "The answer is a quote of Ada.", quote }];
    expect(read(said).answer).toBe("The answer is a quote of Ada.");
  });

  it("takes JSON in a code fence", () => {
    expect(prompt.read('```json\n{"answers": []}\n```', input).found).toBe(false);
  });

  it("asks the sentences of all pieces, or says that none helps", () => {
    expect(prompt.pieces?.join(input, ["NONE", " A.\nB. ", "NONE."])).toMatchObject({
      context: "A.\nB.",
    });
    expect(prompt.pieces?.join(input, ["NONE", ""]).context).toMatch(/No sentence/u);
  });
});
