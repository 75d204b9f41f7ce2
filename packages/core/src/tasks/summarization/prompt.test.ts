import { describe, expect, it } from "vitest";
import { summarization } from "./task.ts";
import { UnreadableReply } from "../prompt.ts";
import { delimitersFor } from "../../text/delimit.ts";
import { summarizationPrompt as prompt } from "./prompt.ts";

const input = { text: "The lamp was lit. The ships came home.", length: "short" };

describe("the prompt for a summary", () => {
  it.each([
    ["short", "one or two sentences"],
    ["medium", "three or four sentences"],
    ["long", "six to eight sentences"],
    [1, "exactly one sentence"],
    [12, "exactly 12 sentences"],
  ])("asks for the length %s in words", (length, words) => {
    expect(prompt.ask({ ...input, length })).toContain(`Write a summary of it in ${words}`);
  });

  it("takes more tokens for a longer summary, up to a limit", () => {
    const tokens = ["short", "medium", "long", 20, 100].map((length) =>
      prompt.maxReplyTokens({ ...input, length }),
    );
    expect(tokens).toEqual([160, 320, 600, 1260, 4000]);
  });

  it("reads prose as a newly written summary, without the space around it", () => {
    const output = prompt.read(" \nA lamp was lit.\n", input);
    expect(output).toEqual({
      summary_text: "A lamp was lit.",
      kind: "abstractive",
      sentences: null,
    });
    expect(summarization.parseOutput(output)).toEqual(output);
  });

  it.each(["", " \n ", '{"summary": "x"}', "[1]", "```\nA lamp.\n```"])("refuses %j", (reply) => {
    expect(() => prompt.read(reply, input)).toThrow(UnreadableReply);
  });

  it("refuses a reply that repeats the tags around the text", () => {
    const tags = delimitersFor([input.text]);
    expect(() => prompt.read(tags.wrap("text", "A lamp."), input)).toThrow(UnreadableReply);
  });

  it("refuses a reply that repeats the request, but for words of the text", () => {
    const said = "Write plain prose in the language of the text.";
    expect(() => prompt.read(said, input)).toThrow("It repeats the request.");
    expect(() => prompt.read(`You summarize texts. ${said}`, input)).toThrow(UnreadableReply);
    expect(prompt.read(said, { ...input, text: `${said} Ada did.` }).summary_text).toBe(said);
    expect(prompt.read(`${said} Ada did.`, input).summary_text).toContain("Ada");
  });

  it("makes one text of what its pieces say, and asks as for any other", () => {
    const joined = prompt.pieces?.join(input, [" One. ", "Two.\n"]);
    expect(joined).toEqual({ text: "One.\n\nTwo.", length: "short" });
    expect(prompt.pieces?.ask(input, "A piece.")).toContain("\nA piece.\n");
  });
});
