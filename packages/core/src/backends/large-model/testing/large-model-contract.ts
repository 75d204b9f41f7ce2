// What every large model promises, whoever runs it, as one list of tests over a provider's own client.
import { describe, expect, it, vi } from "vitest";
import { questionAnswering } from "../../../tasks/question-answering/task.ts";
import { sentimentAnalysis } from "../../../tasks/sentiment-analysis/task.ts";
import { summarization } from "../../../tasks/summarization/task.ts";
import { testBackendContract } from "../../../testing/backend-contract.ts";
import { collect } from "../../../testing/collect.ts";
import { echoTask } from "../../../testing/echo-task.ts";
import { testLongTexts } from "./long-texts-contract.ts";
import type { OpenModel } from "./open-model.ts";
import { sentence, sentiment, shownText, summary } from "./requests.ts";

const aNumber: unknown = expect.any(Number);
const containing = (text: string): unknown => expect.stringContaining(text);
const never = new AbortController().signal;
const patiently = { timeout: 60_000 };

/** The first words of the text of a request: a reply that depends on its input. */
function firstWords(message: string): string {
  return /<text-\w+>\n(.{1,40})/u.exec(message)?.[1] ?? "";
}

/** Tests that a large model behind a provider's client asks, shows, repairs and stops as every one does; `open` is called for each test. */
export function testLargeModel(
  name: string,
  open: OpenModel,
  /** Whether its server counts tokens and says why a reply ended. */
  { saysHow = true }: { readonly saysHow?: boolean } = {},
): void {
  testContract(name, open);
  testAnswers(name, open, saysHow);
  testRepairs(name, open);
  if (saysHow) testLength(name, open);
  testRepetition(name, open);
  testStops(name, open);
  testLongTexts(name, open);
}

function testContract(name: string, open: OpenModel): void {
  testBackendContract(
    name,
    async () => {
      const say = (message: string) => ["A summary of: ", firstWords(message)];
      const { backend } = await open(say, { contextTokens: 2048 });
      return backend;
    },
    {
      valid: summary("A lamp that is lit."),
      other: summary("A ship that is late."),
      // Some five pieces.
      inParts: summary(sentence.repeat(200)),
      // Some thirty.
      long: summary(sentence.repeat(1200)),
      invalid: { task: summarization, input: { text: "", length: "short" } },
    },
  );
}

function testAnswers(name: string, open: OpenModel, saysHow: boolean): void {
  describe(name, () => {
    it("runs the tasks that have a prompt, as many at a time as it was told", async () => {
      const { backend } = await open(undefined, { concurrency: 3 });
      const supported = [summarization, questionAnswering, sentimentAnalysis, echoTask].map(
        (task) => backend.supports(task),
      );
      expect(supported).toEqual([true, true, true, false]);
      expect(backend.capacity).toBe(3);
    });

    it("shows a summary while it is written, in text that adds up to the answer", async () => {
      const { backend, calls } = await open(() => ["  The", " läm", "p 👩‍👩‍👧 ", "is lit. \n"]);
      const events = await collect(backend.run(summary(sentence), never));
      expect(events.filter(({ type }) => type === "text-delta").length).toBeGreaterThan(1);
      expect(shownText(events)).toBe("The lämp 👩‍👩‍👧 is lit.");
      expect(events.at(-1)).toMatchObject({
        type: "backend-end",
        output: { summary_text: shownText(events), kind: "abstractive", sentences: null },
        model: "Mistral-7B-Instruct",
        notice: null,
      });
      expect(calls().map(({ isStreamed }) => isStreamed)).toEqual([true]);
    });

    it("asks for JSON in one piece, held to a schema whose texts come to an end, and shows nothing before its end", async () => {
      const reply = '{"label": "POSITIVE", "score": 0.9, "reason": "It is kind."}';
      const { backend, calls } = await open(() => [reply.slice(0, 9), reply.slice(9)]);
      const events = await collect(backend.run(sentiment("Kind."), never));
      expect(events.map(({ type }) => type)).toEqual(["backend-end"]);
      expect(events).toMatchObject([{ output: { label: "POSITIVE", reason: "It is kind." } }]);
      expect(calls().map(({ isStreamed }) => isStreamed)).toEqual([false]);
      expect(JSON.parse(calls()[0]?.body ?? "")).toMatchObject({
        messages: [{ role: "user" }],
        stream: false,
        response_format: {
          json_schema: {
            schema: {
              properties: { reason: { type: "string", maxLength: aNumber } },
              additionalProperties: false,
            },
          },
        },
      });
    });

    it("tells those who watch and the log what each invocation showed and was counted with", async () => {
      const { backend, results, invocations } = await open();
      await collect(backend.run({ ...summary(sentence), runId: "run-1" }, never));
      expect(results).toEqual(["answered"]);
      expect(invocations).toEqual([
        {
          taskId: "summarization",
          runId: "run-1",
          outcome: "answered",
          streamed: true,
          finish: "stop",
          usage: saysHow ? { promptTokens: aNumber, replyTokens: aNumber } : null,
          firstTokenMs: aNumber,
          totalMs: aNumber,
        },
      ]);
      if (saysHow) expect(invocations[0]?.usage?.replyTokens).toBeGreaterThan(1);
    });
  });
}

function testRepairs(name: string, open: OpenModel): void {
  describe(`${name} with a reply that cannot be used`, () => {
    const good = '{"label": "NEGATIVE", "score": 0.8, "reason": "It is rude."}';

    it("asks once more, telling what was wrong, and takes the second reply", async () => {
      const { backend, calls, faults } = await open((_message, messages) => [
        messages.length === 1 ? "I think that it is negative." : good,
      ]);
      const events = await collect(backend.run(sentiment("Rude."), never));
      expect(events).toMatchObject([{ type: "backend-end", output: { label: "NEGATIVE" } }]);
      const second: unknown = JSON.parse(calls()[1]?.body ?? "");
      expect(second).toMatchObject({
        messages: [
          { role: "user" },
          { role: "assistant", content: "I think that it is negative." },
          { role: "user", content: containing("not one JSON object") },
        ],
      });
      // The log hears why, not what.
      expect(faults).toMatchObject([{ name: "UnreadableReply", taskId: "sentiment-analysis" }]);
      expect(JSON.stringify(faults)).not.toContain("I think");
    });

    it("asks once more when it fills the form with the form's own words", async () => {
      const echo = '{"label": "NEGATIVE", "score": 0.8, "reason": "Why in one line."}';
      const { backend, calls, faults } = await open((_message, messages) => [
        messages.length === 1 ? echo : good,
      ]);
      const events = await collect(backend.run(sentiment("Rude."), never));
      expect(events).toMatchObject([{ output: { reason: "It is rude." } }]);
      expect(calls()).toHaveLength(2);
      expect(faults).toMatchObject([{ message: containing("repeats the request") }]);
    });

    it("asks once more for a summary in the language of the text, and takes what comes then", async () => {
      const german = "Der Wärter zündete die Lampe an, und alle Schiffe kamen gut nach Hause.";
      const english = "The keeper lit the lamp, and all of the ships came home when they could.";
      const good = await open((_message, messages) => [messages.length === 1 ? english : german]);
      const events = await collect(good.backend.run(summary(german), never));
      expect(events.at(-1)).toMatchObject({ output: { summary_text: german }, notice: null });
      expect(good.faults).toMatchObject([{ message: "It is not in the language of the text." }]);
      const weak = await open(() => [english]);
      expect((await collect(weak.backend.run(summary(german), never))).at(-1)).toMatchObject({
        output: { summary_text: english },
        notice: "The answer is in another language than the text.",
      });
      expect(weak.calls()).toHaveLength(2);
    });

    it("keeps a summary in another language when the second attempt cannot be used", async () => {
      const german = "Der Wärter zündete die Lampe an, und alle Schiffe kamen gut nach Hause.";
      const english = "The keeper lit the lamp, and all of the ships came home when they could.";
      const { backend } = await open((_message, messages) => [
        messages.length === 1 ? english : '{"summary": "?"}',
      ]);
      const events = await collect(backend.run(summary(german), never));
      expect(events.at(-1)).toMatchObject({ output: { summary_text: english } });
    });

    it("asks twice in all, and then lets another backend do better", async () => {
      const { backend, calls, results } = await open(() => ["I think that it is negative."]);
      const run = collect(backend.run(sentiment("Rude."), never));
      await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
      expect(calls()).toHaveLength(2);
      expect(results).toEqual(["answered", "answered"]);
    });

    it("shows the second attempt at a summary when nothing was shown of the first", async () => {
      const { backend } = await open((_message, messages) => [
        messages.length === 1 ? " " : "A lamp is lit.",
      ]);
      const events = await collect(backend.run(summary(sentence), never));
      expect(shownText(events)).toBe("A lamp is lit.");
    });

    it("does not show the second attempt at a summary as more of the first", async () => {
      const { backend } = await open((_message, messages) => [
        messages.length === 1 ? '{"summary": "A lamp."}' : "A lamp is lit.",
      ]);
      const events = await collect(backend.run(summary(sentence), never));
      expect(shownText(events)).toBe('{"summary": "A lamp."}');
      expect(events.at(-1)).toMatchObject({ output: { summary_text: "A lamp is lit." } });
    });
  });
}

function testLength(name: string, open: OpenModel): void {
  describe(`${name} with a reply that is too long`, () => {
    it("says so when the model was stopped at the longest reply", async () => {
      const { backend } = await open(() =>
        Array.from({ length: 900 }, (_, index) => `word${index} `),
      );
      const events = await collect(backend.run(summary(sentence), never));
      expect(events.at(-1)).toMatchObject({
        notice: containing("ends where the model was stopped"),
      });
    });
  });
}

const judged = { label: "NEGATIVE", score: 0.8 };

function testRepetition(name: string, open: OpenModel): void {
  describe(`${name} that repeats itself`, () => {
    it("stops it, keeps what stood before and says so", async () => {
      const { backend, calls, invocations } = await open(
        async function* (_message, _messages, signal) {
          yield "A lamp is lit. ";
          for (let times = 0; times < 40; times += 1) yield "The ships came home. ";
          await new Promise((resolve) => {
            signal.addEventListener("abort", resolve, { once: true });
          });
        },
      );
      const events = await collect(backend.run(summary(sentence, "long"), never));
      expect(events.at(-1)).toMatchObject({
        output: { summary_text: "A lamp is lit. The ships came home." },
        notice: "The answer ends where the model began to repeat itself.",
      });
      expect(shownText(events).length).toBeLessThan(200);
      expect(invocations).toMatchObject([{ outcome: "answered", finish: "repetition" }]);
      await vi.waitFor(() => {
        expect(calls()[0]?.result).toBe("aborted");
      }, patiently);
    });

    it("asks once more when it fills a field of the form so", async () => {
      const reason = "It is rude. ".repeat(12).trim();
      const replyWith = (words: string) => JSON.stringify({ ...judged, reason: words });
      const { backend, calls, faults } = await open((_message, messages) => [
        replyWith(messages.length === 1 ? reason : "It is rude."),
      ]);
      const events = await collect(backend.run(sentiment("Rude."), never));
      expect(events.at(-1)).toMatchObject({ output: { reason: "It is rude." } });
      expect(calls()).toHaveLength(2);
      expect(faults).toMatchObject([{ message: "It repeats the same words over and over." }]);
    });

    it("asks once more when nothing stood before, and lets another backend do better after that", async () => {
      const words = Array.from({ length: 400 }, () => "lamp ");
      const { backend, calls, faults } = await open((_message, messages) =>
        messages.length === 1 ? words : ["A lamp is lit."],
      );
      const events = await collect(backend.run(summary(sentence, "long"), never));
      expect(events.at(-1)).toMatchObject({ output: { summary_text: "A lamp is lit." } });
      expect(calls()).toHaveLength(2);
      expect(faults).toMatchObject([{ message: "It repeats the same words over and over." }]);
      const endless = await open(() => words);
      const run = collect(endless.backend.run(summary(sentence, "long"), never));
      await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
    });
  });
}

function testStops(name: string, open: OpenModel): void {
  describe(`${name} that is stopped`, () => {
    /** A reply that begins and never ends. */
    async function openEndless() {
      return open(async function* (_message, _messages, signal) {
        yield "It begins";
        yield ".";
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve, { once: true });
        });
      });
    }

    it("closes the connection when the run is aborted, so that the container stops", async () => {
      const { backend, calls, results } = await openEndless();
      const controller = new AbortController();
      const run = backend.run(summary(sentence), controller.signal);
      expect((await run.next()).value).toMatchObject({ type: "text-delta" });
      controller.abort();
      await expect(collect(run)).rejects.toMatchObject({ code: "aborted" });
      await vi.waitFor(() => {
        expect(calls()[0]?.result).toBe("aborted");
      }, patiently);
      expect(results).toEqual([]);
    });

    it("closes the connection when its reader leaves early", async () => {
      const { backend, calls } = await openEndless();
      for await (const event of backend.run(summary(sentence), never)) {
        if (event.type === "text-delta") break;
      }
      await vi.waitFor(() => {
        expect(calls()[0]?.result).toBe("aborted");
      }, patiently);
    });

    it("closes the connection of a whole reply, too", async () => {
      const { backend, calls } = await openEndless();
      const controller = new AbortController();
      const run = collect(backend.run(sentiment("Kind."), controller.signal));
      const ended = expect(run).rejects.toMatchObject({ code: "aborted" });
      await vi.waitFor(() => {
        expect(calls()).toHaveLength(1);
      }, patiently);
      controller.abort();
      await ended;
      await vi.waitFor(() => {
        expect(calls()[0]?.result).toBe("aborted");
      }, patiently);
    });
  });
}
