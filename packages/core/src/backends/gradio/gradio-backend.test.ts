import { describe, expect, it, vi } from "vitest";
import { questionAnswering } from "../../tasks/question-answering/task.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { collect } from "../../testing/collect.ts";
import { smallestChat } from "../large-model/decode-openai-chat.ts";
import { testLargeModel } from "../large-model/testing/large-model-contract.ts";
import { sentence, sentiment, summary } from "../large-model/testing/requests.ts";
import { GradioClient } from "./gradio-client.ts";
import { openGradioApp } from "./testing/gradio-app.ts";

const never = new AbortController().signal;

testLargeModel("a Gradio app as the large model", openGradioApp, { saysHow: false });

describe("a Gradio app as the large model", () => {
  it("has a session of its own for each call, so that no app keeps one caller's words for the next", async () => {
    const { backend, app } = await openGradioApp();
    await collect(backend.run(summary(sentence), never));
    await collect(backend.run(summary(sentence), never));
    expect(app.requests.filter((request) => request === "GET /config")).toHaveLength(2);
  });

  it("sends its key with every request of a session", async () => {
    const keys: (string | null)[] = [];
    const { app } = await openGradioApp(undefined, {
      instead: ({ headers }) => {
        keys.push(headers.get("authorization"));
        return null;
      },
    });
    const client = new GradioClient({
      app: app.rootUrl,
      endpoints: null,
      key: "a-key",
      clock: systemClock,
    });
    await client.invoke(smallestChat, never).catch(() => undefined);
    expect(app.requests).toContain("GET /gradio_api/queue/data");
    expect(new Set(keys)).toEqual(new Set(["Bearer a-key"]));
  });

  it("ends the app's work when the run is cancelled", async () => {
    const { backend, app } = await openGradioApp(async function* (_message, _messages, signal) {
      yield "It is ";
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    });
    const stop = new AbortController();
    const run = backend.run(summary(sentence), stop.signal);
    expect((await run.next()).value).toMatchObject({ type: "text-delta" });
    stop.abort();
    await expect(run.next()).rejects.toMatchObject({ code: "aborted" });
    await vi.waitFor(() => {
      expect(app.runs.running.size).toBe(0);
    });
  });

  it("answers by endpoints that take a task's own fields and reply with its answer", async () => {
    const { backend, app } = await openGradioApp(undefined, {
      endpoints: {
        summarization: {
          endpoint: "/summarization",
          parameters: { text: "$input.text", length: "$input.length" },
        },
        "question-answering": {
          endpoint: "/question-answering",
          parameters: { question: "$input.question", context: "$input.context" },
        },
        "sentiment-analysis": {
          endpoint: "/sentiment-analysis",
          parameters: { text: "$input.text" },
        },
      },
    });
    const short = await collect(backend.run(summary("A lamp."), never));
    expect(short.at(-1)).toMatchObject({ output: { summary_text: "A lamp." } });
    const input = questionAnswering.parseInput({ question: "Who?", context: "Ann did." });
    const found = await collect(backend.run({ task: questionAnswering, input }, never));
    expect(found.at(-1)).toMatchObject({ output: { answer: "Ann" } });
    const kind = await collect(backend.run(sentiment("Kind."), never));
    expect(kind.at(-1)).toMatchObject({ output: { label: "POSITIVE" } });
    expect(app.runs.started.map(({ task }) => task.id)).toEqual([
      "summarization",
      "question-answering",
      "sentiment-analysis",
    ]);
  });

  it("says that an endpoint's own answer is in another language than the text, and takes none that repeats itself", async () => {
    const german = "Der Wärter zündete die Lampe an, und alle Schiffe kamen gut nach Hause.";
    const open = (text: string) => {
      const parameters = { text, length: "$input.length" };
      const summarization = { endpoint: "/summarization", parameters };
      return openGradioApp(undefined, { endpoints: { summarization } });
    };
    const foreign = await open(german);
    const events = await collect(foreign.backend.run(summary(sentence.repeat(3)), never));
    expect(events.at(-1)).toMatchObject({
      output: { summary_text: german },
      notice: "The answer is in another language than the text.",
    });
    const weak = await open("The ships came home. ".repeat(40));
    const run = collect(weak.backend.run(summary(sentence.repeat(3)), never));
    await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
    expect(weak.faults).toMatchObject([{ message: "It repeats the same words over and over." }]);
  });

  it("takes a text endpoint without being told which", async () => {
    // The face's chat has one parameter, a text; the model hears the prompt alone there.
    const { backend, app } = await openGradioApp(undefined, { endpoints: null });
    await collect(backend.run(summary(sentence), never)).catch(() => undefined);
    expect(app.runs.started).toMatchObject([{ task: { id: "chat" } }]);
    expect(JSON.stringify(app.runs.started[0]?.input)).toContain(sentence.trim());
  });
});
