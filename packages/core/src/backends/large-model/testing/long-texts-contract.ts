// What every large model makes of a text over its context, from the request to the answer.
import { describe, expect, it } from "vitest";
import { questionAnswering } from "../../../tasks/question-answering/task.ts";
import { collect } from "../../../testing/collect.ts";
import type { OpenModel } from "./open-model.ts";
import { sentence, sentiment, shownText, summary } from "./requests.ts";

const aNumber: unknown = expect.any(Number);
const never = new AbortController().signal;

/** Tests that a long text is read in pieces; `open` is called for each test. */
export function testLongTexts(name: string, open: OpenModel): void {
  describe(`${name} on a text over its context`, () => {
    const long = sentence.repeat(600);

    it("reads it in pieces and tells how many it has read, then streams the answer", async () => {
      const say = (message: string) =>
        message.includes("a part") || message.includes("this part")
          ? ["A note."]
          : ["The ", "end."];
      const { backend, calls } = await open(say, { contextTokens: 4096 });
      const events = await collect(backend.run(summary(long), never));
      const progress = events.flatMap((event) => (event.type === "progress" ? [event] : []));
      const total = progress.length - 1;
      expect(total).toBeGreaterThan(2);
      expect(progress).toEqual(
        progress.map((_, done) => ({
          type: "progress",
          stage: "reading",
          done,
          total,
          unit: "pieces",
        })),
      );
      expect(shownText(events)).toBe("The end.");
      expect(events.at(-1)).toMatchObject({
        output: { summary_text: "The end." },
        notice:
          "The text is longer than Mistral-7B-Instruct reads at once, so it was read in pieces.",
      });
      const asked = calls().map(({ isStreamed }) => isStreamed);
      expect(asked.filter((isStreamed) => !isStreamed)).toHaveLength(total);
      expect(asked.at(-1)).toBe(true);
      expect(calls().at(-1)?.body).toContain("A note.\\n\\nA note.");
    });

    it("reads what the pieces gave in pieces again when that is too long, and progress never goes back", async () => {
      const say = (message: string) => [
        message.includes("this part") ? "Note. ".repeat(120) : "End.",
      ];
      const { backend } = await open(say, { contextTokens: 1600 });
      const events = await collect(backend.run(summary(sentence.repeat(400)), never));
      const done = events.flatMap((event) => (event.type === "progress" ? [event.done] : []));
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(events.at(-1)).toMatchObject({ output: { summary_text: "End." } });
    });

    it("finds the quote of an answer in the caller's own text, whatever the pieces gave", async () => {
      const context = `${long}The captain was called Ada Lovelace. ${long}`;
      const quote = "The captain was called Ada Lovelace.";
      const say = (message: string) => {
        if (!message.includes("at most five sentences")) {
          return [JSON.stringify({ answers: [{ answer: "Ada Lovelace", quote }] })];
        }
        return [message.includes(quote) ? quote : "NONE"];
      };
      const { backend } = await open(say);
      const input = questionAnswering.parseInput({ question: "Who was the captain?", context });
      const events = await collect(backend.run({ task: questionAnswering, input }, never));
      const start = context.indexOf("Ada");
      expect(events.at(-1)).toMatchObject({
        output: { found: true, start, end: start + "Ada Lovelace".length, quote: { text: quote } },
      });
    });

    it("does not pass a summary of some of the pieces for one of the whole text", async () => {
      let pieces = 0;
      const say = (message: string) => {
        if (!message.includes("this part")) return ["The end."];
        pieces += 1;
        return [pieces === 2 ? " " : "A note."];
      };
      const { backend } = await open(say, { contextTokens: 4096 });
      const run = collect(backend.run(summary(long), never));
      await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
      expect(pieces).toBe(2);
    });

    it("leaves it to another backend when the task has no pieces, without a call", async () => {
      const { backend, calls } = await open();
      const run = collect(backend.run(sentiment(long), never));
      await expect(run).rejects.toMatchObject({
        code: "backend-failed",
        retryable: true,
        details: { limit: 8192, size: aNumber },
      });
      expect(calls()).toEqual([]);
    });

    it("leaves a text of far too many pieces to another backend, without a call", async () => {
      const { backend, calls } = await open();
      const run = collect(backend.run(summary(sentence.repeat(15_000)), never));
      await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
      expect(calls()).toEqual([]);
    });

    it("asks once more in smaller pieces when its server counts more tokens than were expected", async () => {
      const { backend, calls, results, invocations } = await open(undefined, {
        serverContextTokens: 1500,
      });
      const events = await collect(backend.run(summary(sentence.repeat(100)), never));
      expect(events.at(-1)).toMatchObject({ output: { summary_text: "It is a reply." } });
      expect(calls().filter(({ result }) => result === "refused")).toHaveLength(1);
      // The log tells a refusal from an answer.
      const [refused, ...answered] = invocations;
      expect(refused).toMatchObject({ outcome: "too-long", usage: null, finish: null });
      expect(new Set(answered.map(({ outcome }) => outcome))).toEqual(new Set(["answered"]));
      // A server that refuses a prompt runs.
      expect(new Set(results)).toEqual(new Set(["answered"]));
    });

    it("asks so once, and then leaves the text to another backend", async () => {
      const { backend, calls } = await open(undefined, { isAlwaysTooLong: true });
      const run = collect(backend.run(summary(sentence.repeat(100)), never));
      await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
      expect(calls()).toHaveLength(2);
      expect(calls()[1]?.body.length).toBeLessThan(calls()[0]?.body.length ?? 0);
    });
  });
}
