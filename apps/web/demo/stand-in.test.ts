import {
  type AnyTask,
  type JsonObject,
  questionAnswering,
  sentimentAnalysis,
  summarization,
} from "@pilotlight/core";
import { afterAll, describe, expect, it } from "vitest";
import { openStandIn } from "./stand-in.ts";

const standIn = openStandIn({ wordMs: 0 });
afterAll(() => standIn.close());

async function reply(content: string): Promise<string> {
  const messages = [{ role: "user", content }] as const;
  const signal = new AbortController().signal;
  let text = "";
  const request = { messages, maxTokens: 1000, temperature: 0 };
  for await (const word of standIn.answer(request, signal)) text += word;
  return text;
}

/** What a task makes of the stand-in's reply to its own prompt. */
async function answer(task: AnyTask, fields: JsonObject): Promise<JsonObject> {
  const prompt = await task.loadPrompt?.();
  if (!prompt) throw new Error("The task has no prompt.");
  const input = task.parseInput(fields);
  return prompt.read(await reply(prompt.ask(input)), input);
}

const context =
  "The lighthouse at Kullen was built in 1900 by Magnus Dahlander. Its light reaches 27 nautical miles. Storms are common there.";

describe("the stand-in's replies, read as the large model's", () => {
  it("summarize with sentences of the text", async () => {
    const output = await answer(summarization, { text: context, length: 1 });
    const { summary_text } = summarization.parseOutput(output);
    expect(summary_text.length).toBeGreaterThan(10);
    expect(context).toContain(summary_text);
  });

  it("leave something out of a short text", async () => {
    const output = await answer(summarization, { text: context, length: "long" });
    const { summary_text } = summarization.parseOutput(output);
    expect(summary_text.match(/\./gu)).toHaveLength(1);
  });

  it("answer with the sentence that shows the answer", async () => {
    const question = "Who built the lighthouse?";
    const output = await answer(questionAnswering, { question, context });
    expect(output).toMatchObject({
      found: true,
      answer: expect.stringContaining("Dahlander") as string,
      quote: { text: "The lighthouse at Kullen was built in 1900 by Magnus Dahlander." },
    });
  });

  it("judge a text, with a reason, and each of its sentences", async () => {
    const text = "The soup was cold and the waiter was rude. The view was lovely.";
    const whole = sentimentAnalysis.parseOutput(await answer(sentimentAnalysis, { text }));
    expect(whole.reason).toMatch(/^The stand-in's classifier reads it as/u);
    const each = await answer(sentimentAnalysis, { text, sentences: true });
    expect(sentimentAnalysis.parseOutput(each).sentences).toMatchObject([
      { label: "NEGATIVE" },
      { label: "POSITIVE" },
    ]);
  });

  it("say that other requests are not for them", async () => {
    expect(await reply("Tell me a story.")).toContain("I am a stand-in");
  });
});

it("stops when the caller goes", async () => {
  const slow = openStandIn({ wordMs: 60_000 });
  const controller = new AbortController();
  const messages = [{ role: "user", content: "Tell me a story." }] as const;
  const words = slow.answer({ messages, maxTokens: 9, temperature: 0 }, controller.signal);
  const next = expect(words[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "aborted",
  });
  controller.abort();
  await next;
  await slow.close();
});
