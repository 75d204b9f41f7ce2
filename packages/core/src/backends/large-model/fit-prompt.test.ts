import { describe, expect, it } from "vitest";
import { questionAnsweringPrompt } from "../../tasks/question-answering/prompt.ts";
import { summarizationPrompt } from "../../tasks/summarization/prompt.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { planPrompt, shrunkContext } from "./fit-prompt.ts";

const sentence = "The keeper lit the lamp at dusk and the ships came home. ";
const summary = (count: number, length: string | number = "medium") => ({
  text: sentence.repeat(count),
  length,
});

describe("planPrompt", () => {
  it("asks for a text that fits in one message, with room for its reply", () => {
    const plan = planPrompt(summarizationPrompt, summary(10), 8192);
    expect(plan).toMatchObject({ kind: "whole", maxTokens: 320 });
    expect(plan?.messages).toEqual([summarizationPrompt.ask(summary(10))]);
  });

  it.each([1024, 2048, 8192, 32_768])(
    "stays within a context of %i tokens, whatever the text's length",
    (contextTokens) => {
      for (let count = 1; count < 3000; count = Math.ceil(count * 1.7)) {
        const plan = planPrompt(summarizationPrompt, summary(count), contextTokens);
        for (const message of plan?.messages ?? []) {
          const tokens = estimateTokens(message) + (plan?.maxTokens ?? 0);
          expect(tokens).toBeLessThan(contextTokens);
        }
        expect(plan?.tokens ?? 0).toBeLessThanOrEqual(contextTokens);
      }
    },
  );

  it("holds each part of the text in one of the pieces, in order", () => {
    const text = Array.from({ length: 3000 }, (_, number) => `Ship ${number} came home. `).join("");
    const plan = planPrompt(summarizationPrompt, { text, length: "short" }, 4096);
    expect(plan?.kind).toBe("pieces");
    const inside = plan?.messages.map(
      (message) => /<text-\w+>\n([^]*)\n<\/text-/u.exec(message)?.[1],
    );
    expect(inside?.join("")).toBe(text);
  });

  it("makes at least two pieces of a text that does not fit as a whole", () => {
    for (let count = 300; count < 500; count += 5) {
      const plan = planPrompt(summarizationPrompt, summary(count, "long"), 8192);
      expect([plan?.kind, plan?.messages.length]).not.toEqual(["pieces", 1]);
    }
  });

  it("never lets the wished reply take more than half of the context", () => {
    const plan = planPrompt(summarizationPrompt, summary(10, 100), 4096);
    expect(plan?.maxTokens).toBe(2048);
  });

  it("has no plan when what stands around the text is too long by itself", () => {
    const input = { question: sentence.repeat(1000), context: sentence, topK: 1 };
    expect(planPrompt(questionAnsweringPrompt, input, 4096)).toBeNull();
  });

  it("has no plan for a text of more pieces than anybody waits for", () => {
    expect(planPrompt(summarizationPrompt, summary(17_000), 8192)).toBeNull();
  });
});

describe("shrunkContext", () => {
  it("follows the container's own count, and a tenth more", () => {
    const plan = planPrompt(summarizationPrompt, summary(100), 8192);
    if (!plan) throw new Error("There is no plan.");
    const limit = shrunkContext(plan, { limit: 4000, asked: 5000 });
    expect(limit).toBe(Math.floor(plan.tokens * 0.8 * 0.9));
  });

  it("is never over the limit of the server, of which more was expected", () => {
    const plan = planPrompt(summarizationPrompt, summary(500), 8192);
    if (!plan) throw new Error("There is no plan.");
    expect(plan.tokens).toBeGreaterThan(2048 / 0.7);
    expect(shrunkContext(plan, { limit: 2048, asked: null })).toBe(Math.floor(2048 * 0.9));
  });

  it.each([
    { limit: null, asked: null },
    { limit: 8192, asked: 100 },
  ])("is about a third less when the count says nothing: %j", (overflow) => {
    const plan = planPrompt(summarizationPrompt, summary(100), 8192);
    if (!plan) throw new Error("There is no plan.");
    expect(shrunkContext(plan, overflow) / plan.tokens).toBeCloseTo(0.63, 2);
  });
});
