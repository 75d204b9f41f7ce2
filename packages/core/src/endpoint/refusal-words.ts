// Why a wake is refused, in English, as replies have it: pure, from its code and values.
import type { WakeRefusal } from "./endpoint-status.ts";

/** Why it cannot be woken, as the end of a sentence. */
export function refusalWords(refusal: WakeRefusal): string {
  switch (refusal.code) {
    case "never":
      return "this server never wakes it";
    case "click-only":
      return "it is woken by a click only";
    case "other-task":
      return "runs of this task do not wake it, a click does";
    case "key-only":
      return "only callers with a key of this server may wake it";
    case "budget-spent":
      return budgetWords(refusal.wakesPerDay);
  }
}

function budgetWords(wakesPerDay: number): string {
  if (wakesPerDay === 0) return "this server's budget of wakes is 0";
  const times = wakesPerDay === 1 ? "once" : `${wakesPerDay} times`;
  return `it was woken ${times} today, and the next wake is allowed after midnight UTC`;
}
