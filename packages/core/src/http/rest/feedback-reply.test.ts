// What REST takes of people's feedback on answers.
import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import type { AnswerFeedback } from "./feedback-body.ts";
import type { FeedbackStore } from "./feedback-reply.ts";
import { me, post, setUp } from "./rest-api-fixture.ts";

const verdict = { runId: "r1", task: "word-count", model: "word counter 1", verdict: "good" };

function withStore() {
  const kept: AnswerFeedback[] = [];
  const callers: string[] = [];
  const store: FeedbackStore = {
    add: async (feedback, caller) => {
      kept.push(feedback);
      callers.push(caller);
    },
  };
  return { kept, callers, ...setUp({ feedback: store }) };
}

describe("POST /api/v1/feedback", () => {
  it("keeps a verdict, without words and without the text", async () => {
    const { api, kept, callers } = withStore();
    const response = await api.feedback(post(verdict), me);
    expect(response.status).toBe(201);
    expect(callers).toEqual([me.caller]);
    expect(await response.json()).toEqual({ status: "kept" });
    expect(kept).toEqual([{ ...verdict, words: "" }]);
  });

  it("keeps words, and the text and the answer where they are sent", async () => {
    const { api, kept } = withStore();
    const whole = {
      ...verdict,
      verdict: "bad",
      words: "x".repeat(1000),
      preferredTo: { runId: "r2", model: "Mistral" },
      input: { text: "Small flames" },
      output: { words: 3 },
    };
    expect((await api.feedback(post(whole), me)).status).toBe(201);
    expect(kept).toEqual([whole]);
  });

  it.each([
    [[], ""],
    [{ ...verdict, verdict: "fine" }, "verdict"],
    [{ ...verdict, runId: undefined }, "runId"],
    [{ ...verdict, runId: "r".repeat(101) }, "runId"],
    [{ ...verdict, task: "none" }, "task"],
    [{ ...verdict, model: 3 }, "model"],
    [{ ...verdict, words: null }, "words"],
    [{ ...verdict, name: "Ada" }, "name"],
    [{ ...verdict, preferredTo: { runId: "r2" } }, "preferredTo"],
    [{ ...verdict, input: "text" }, "input"],
    [{ ...verdict, input: { text: "a", more: 1 } }, "more"],
    [{ ...verdict, output: { words: "three" } }, "output"],
    [{ ...verdict, output: [] }, "output"],
  ])("names the field at fault in %j", async (body, field) => {
    const { api, kept } = withStore();
    const response = await api.feedback(post(body), me);
    expect(response.status).toBe(400);
    const problem: unknown = await response.json();
    expect(problem).toMatchObject({ code: "invalid-input", ...(field ? { field } : {}) });
    expect(kept).toEqual([]);
  });

  it("names the limit of the words", async () => {
    const { api } = withStore();
    const response = await api.feedback(post({ ...verdict, words: "x".repeat(1001) }), me);
    expect(await response.json()).toMatchObject({
      detail: 'The field "words" has 1,001 characters; the limit is 1,000. Shorten it.',
      field: "words",
      size: 1001,
      limit: 1000,
    });
  });

  it("is not there where no place is set, and says how to set one", async () => {
    const { api } = setUp();
    const response = await api.feedback(post(verdict), me);
    expect(response.status).toBe(404);
    const problem: unknown = await response.json();
    expect(problem).toMatchObject({ code: "unknown-route", retryable: false });
    expect(problem).toHaveProperty("detail", expect.stringContaining("FEEDBACK_PATH"));
  });

  it("takes none from pages of another origin, by other methods, or larger than a body may be", async () => {
    const { api, kept } = withStore();
    const foreign = post(verdict, { headers: { origin: "https://evil.example" } });
    expect((await api.feedback(foreign, me)).status).toBe(403);
    expect((await api.feedback(new Request("http://host/"), me)).status).toBe(405);
    const large = post({ ...verdict, input: { text: "x".repeat(2_000_001) } });
    expect((await api.feedback(large, me)).status).toBe(413);
    expect(kept).toEqual([]);
  });

  it("says so when the place is full", async () => {
    const full: FeedbackStore = {
      add: () => Promise.reject(new InferenceError("storage-full", "No more. Empty it.")),
    };
    const { api, onFault } = setUp({ feedback: full });
    expect((await api.feedback(post(verdict), me)).status).toBe(507);
    expect(onFault).not.toHaveBeenCalled();
  });
});

it("the status tells whether feedback is taken", async () => {
  const ask = () => new Request("http://host/");
  const without: unknown = await (await setUp().api.status(ask(), me)).json();
  expect(without).toHaveProperty("feedback", false);
  const withOne: unknown = await (await withStore().api.status(ask(), me)).json();
  expect(withOne).toHaveProperty("feedback", true);
});
