// Whether a wake is allowed: pure. Waking costs money, so each refusal says whose decision it was.
import { InferenceError } from "../contract/inference-error.ts";
import type { WakeRequest } from "./endpoint.ts";
import { refusalWords } from "./refusal-words.ts";
import type { WakeOffer, WakePolicy, WakeRefusal } from "./endpoint-status.ts";

/** What decides about a wake. */
export interface WakeRules {
  readonly wakePolicy: WakePolicy;
  readonly wakesPerDay: number;
  /** True when callers without a key may wake it. */
  readonly mayAnonymousWake: boolean;
}

/**
 * @throws InferenceError `wake-refused` when the policy or the caller's rights forbid this wake; the
 * budget is another matter
 */
export function checkWake(rules: WakeRules, { by, isKnownCaller }: WakeRequest): void {
  const why = refusal(rules, by) ?? (isKnownCaller ? null : anonymousRefusal(rules));
  if (why === null) return;
  throw new InferenceError(
    "wake-refused",
    `The large model cannot be woken: ${refusalWords(why)}. The small model answers meanwhile.`,
  );
}

/** Whether a click would wake it now, for anybody who looks. */
export function wakeOffer(rules: WakeRules, wakesUsed: number): WakeOffer {
  const wakesLeftToday = Math.max(0, rules.wakesPerDay - wakesUsed);
  const why =
    refusal(rules, "person") ??
    anonymousRefusal(rules) ??
    (wakesLeftToday > 0 ? null : budgetRefusal(rules));
  if (why === null) return { allowed: true, wakesLeftToday };
  return { allowed: false, wakesLeftToday, why: refusalWords(why), whyFacts: why };
}

/** The error of a wake over the day's budget. */
export function budgetSpent(rules: WakeRules, untilMidnightMs: number): InferenceError {
  const { wakesPerDay: limit } = rules;
  return new InferenceError(
    "wake-budget-spent",
    `The large model cannot be woken: ${refusalWords(budgetRefusal(rules))}. The small model answers meanwhile.`,
    { retryable: true, retryAfterMs: untilMidnightMs, limit },
  );
}

function refusal({ wakePolicy }: WakeRules, by: WakeRequest["by"]): WakeRefusal | null {
  if (wakePolicy === "never") return { code: "never" };
  if (by === "person" || wakePolicy === "any") return null;
  if (wakePolicy === "ask") return { code: "click-only" };
  return by.wakesLargeModel ? null : { code: "other-task" };
}

function anonymousRefusal({ mayAnonymousWake }: WakeRules): WakeRefusal | null {
  return mayAnonymousWake ? null : { code: "key-only" };
}

function budgetRefusal({ wakesPerDay }: WakeRules): WakeRefusal {
  return { code: "budget-spent", wakesPerDay };
}
