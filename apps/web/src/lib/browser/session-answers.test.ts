import { summarization } from "@pilotlight/core";
import type { Answer } from "@pilotlight/ui";
import { expect, test } from "vitest";
import { SessionAnswers } from "./session-answers.ts";
import { SmallStorage } from "./small-storage.ts";

const answer = (text: string): Answer => ({
  input: { text, length: "short" },
  choice: "browser",
  output: { summary_text: text },
  views: [],
  run: {
    id: "run-1",
    backend: "browser",
    role: "small",
    model: "a model",
    reason: "it is here",
    cached: false,
    queueMs: 0,
    computeMs: 1,
    notice: null,
  },
  waitedMs: 12,
});

test("an answer comes back as what it was made of, without its views", () => {
  const storage = new SmallStorage();
  new SessionAnswers(() => storage).save(summarization, answer("A."));
  const { views, ...kept } = answer("A.");
  expect(views).toEqual([]);
  expect(new SessionAnswers(() => storage).load(summarization)).toEqual(kept);
});

test("an answer that does not fit takes the older one with it", () => {
  const answers = new SessionAnswers(() => new SmallStorage());
  const storage = new SmallStorage();
  const kept = new SessionAnswers(() => storage);
  kept.save(summarization, answer("A."));
  kept.save(summarization, answer("long ".repeat(1_000)));
  expect(kept.load(summarization)).toBeNull();
  expect(answers.load(summarization)).toBeNull();
});

test("what another program wrote is no answer", () => {
  const storage = new SmallStorage();
  storage.setItem(`pilotlight:answer:${summarization.id}`, "{");
  expect(new SessionAnswers(() => storage).load(summarization)).toBeNull();
});
