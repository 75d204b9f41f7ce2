import { type Feedback, InferenceError } from "@pilotlight/core";
import { afterEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { call, fillIn, showPanel } from "../testing/show-panel.ts";
import { type AnswerVerdict, feedbackClient } from "./feedback-client.svelte.ts";

afterEach(() => {
  feedbackClient.current = null;
});

/** An answer on the page, with what is kept and sent of its feedback. */
async function showAnswer({ isTaken = false, isInHistory = true, refusal = "" } = {}) {
  const kept: Feedback[] = [];
  const sent: AnswerVerdict[] = [];
  feedbackClient.current = {
    load: async () => kept.at(-1) ?? null,
    keep: async (_, feedback) => {
      if (isInHistory) kept.push(feedback);
      return isInHistory;
    },
    isTaken: async () => isTaken,
    send: async (verdict) => {
      if (refusal !== "") throw new InferenceError("storage-full", refusal);
      sent.push(verdict);
    },
  };
  const { runner } = await showPanel();
  await fillIn("my own text");
  await call.click();
  runner.answer("hi from the hill");
  await expect.element(good).toBeVisible();
  return { kept, sent };
}

const good = page.getByRole("button", { name: "Good answer" });
const bad = page.getByRole("button", { name: "Bad answer" });
const send = page.getByRole("button", { name: /^Send to/u });

test("a verdict is kept at once, words when they are given, and nothing is sent where none is taken", async () => {
  const { kept, sent } = await showAnswer();
  await bad.click();
  await expect.element(page.getByText("Kept with this run in your history.")).toBeVisible();
  expect(kept).toEqual([{ verdict: "bad", words: "" }]);
  await page.getByLabelText(/^What is bad about it/u).fill("Too short");
  expect(send.elements()).toHaveLength(0);
  await page.getByRole("button", { name: "Keep these words" }).click();
  await expect.poll(() => kept.at(-1)).toEqual({ verdict: "bad", words: "Too short" });
  await expect.element(bad).toHaveAttribute("aria-pressed", "true");
  await expect.element(good).toHaveAttribute("aria-pressed", "false");
  expect(sent).toEqual([]);
});

test("what is sent has neither the text nor the answer, unless the person sends them too", async () => {
  const { sent } = await showAnswer({ isTaken: true });
  await good.click();
  await send.click();
  await expect.element(page.getByText("Sent to this server (text.example.org).")).toBeVisible();
  const about = { runId: "run-1", task: "echo", model: "hillside", words: "" };
  expect(sent).toEqual([{ ...about, verdict: "good" }]);
  await bad.click();
  await page.getByRole("checkbox", { name: /^Send my text/u }).click();
  await send.click();
  await expect.poll(() => sent.length).toBe(2);
  expect(sent[1]).toMatchObject({
    verdict: "bad",
    input: { text: "my own text" },
    output: { echoed: "hi from the hill" },
  });
});

test("a refusal is said, and the words stay", async () => {
  await showAnswer({ isTaken: true, refusal: "The file is full. Ask who runs this server." });
  await good.click();
  const words = page.getByLabelText(/^What is good about it/u);
  await words.fill("Short");
  await send.click();
  await expect.element(page.getByText(/^The file is full/u)).toBeVisible();
  await expect.element(words).toHaveValue("Short");
});

test("a run that is not in the history is told so", async () => {
  await showAnswer({ isInHistory: false });
  await good.click();
  await expect.element(page.getByText(/^Not kept: your history does not have/u)).toBeVisible();
});
