import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import type { WakeRequest } from "./endpoint.ts";
import type { WakePolicy } from "./endpoint-status.ts";
import { budgetSpent, checkWake, wakeOffer } from "./wake-policy.ts";

const waking = { taskId: "translation", wakesLargeModel: true };
const sparing = { taskId: "summarization", wakesLargeModel: false };

function rules(wakePolicy: WakePolicy, facts: { wakesPerDay?: number; keyOnly?: boolean } = {}) {
  const { wakesPerDay = 12, keyOnly = false } = facts;
  return { wakePolicy, wakesPerDay, mayAnonymousWake: !keyOnly };
}

describe("the wake policy", () => {
  it.each([
    ["summarization", true, true, false],
    ["any", true, true, true],
    ["ask", true, false, false],
    ["never", false, false, false],
  ] as const)("%s: a person %s, a task that wakes it %s, another task %s", (policy, ...allowed) => {
    const mayWake = (by: WakeRequest["by"]) => {
      try {
        checkWake(rules(policy), { by, isKnownCaller: true });
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: "wake-refused", retryable: false });
        return false;
      }
    };
    expect([mayWake("person"), mayWake(waking), mayWake(sparing)]).toEqual(allowed);
  });

  it("lets callers without a key wake only where the server allows it", () => {
    const keyOnly = rules("any", { keyOnly: true });
    const anonymous = { by: "person", isKnownCaller: false } as const;
    expect(() => {
      checkWake(keyOnly, anonymous);
    }).toThrow("only callers with a key of this server may wake it");
    expect(() => {
      checkWake(keyOnly, { ...anonymous, isKnownCaller: true });
      checkWake(rules("any"), anonymous);
    }).not.toThrow();
  });

  it("offers a wake with what is left of the day, or says whose decision it is", () => {
    expect(wakeOffer(rules("ask"), 5)).toEqual({ allowed: true, wakesLeftToday: 7 });
    expect(wakeOffer(rules("never"), 0)).toEqual({
      allowed: false,
      wakesLeftToday: 12,
      why: "this server never wakes it",
      whyFacts: { code: "never" },
    });
    expect(wakeOffer(rules("any", { keyOnly: true }), 0)).toMatchObject({ allowed: false });
    expect(wakeOffer(rules("any", { wakesPerDay: 1 }), 3)).toEqual({
      allowed: false,
      wakesLeftToday: 0,
      why: "it was woken once today, and the next wake is allowed after midnight UTC",
      whyFacts: { code: "budget-spent", wakesPerDay: 1 },
    });
    expect(wakeOffer(rules("any", { wakesPerDay: 0 }), 0)).toMatchObject({
      why: "this server's budget of wakes is 0",
    });
  });

  it("says when a spent budget is new", () => {
    const error = budgetSpent(rules("any"), 60_000);
    expect(error).toBeInstanceOf(InferenceError);
    expect(error).toMatchObject({
      code: "wake-budget-spent",
      retryable: true,
      details: { retryAfterMs: 60_000, limit: 12 },
    });
    expect(error.message).toContain("12 times today");
  });
});
