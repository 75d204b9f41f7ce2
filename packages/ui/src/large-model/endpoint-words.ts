// What the page says about the large model: pure, from what the server told of it.
import {
  type AnyTask,
  type BackendChoice,
  conditionWords,
  refusalWords,
  type EndpointStatus,
  type WakeOffer,
  type WakePolicy,
} from "@pilotlight/core";
import { decimal, language } from "../text/language.svelte.ts";
import { waitWords } from "../status/words.ts";

/** What is left of a wake, as the page says it: `about 3 min`, `about 40 s`, `any moment now`. */
export function leftWords(seconds: number): string {
  return seconds <= 0 ? "any moment now" : waitWords(seconds);
}

/** How long a wake takes, short: `≈5 min`. */
export function wakeTime({ wakeSeconds }: EndpointStatus): string {
  if (wakeSeconds <= 50) return `≈${Math.max(5, Math.ceil(wakeSeconds / 5) * 5)} s`;
  return `≈${Math.round(wakeSeconds / 60)} min`;
}

/** The temperature in a word or two. @param secondsToWarm counted down since the status came */
export function stateWords(status: EndpointStatus, secondsToWarm: number | null): string {
  if (status.temperature === "warming") {
    return secondsToWarm === null
      ? /* @wc-include */ "waking"
      : `waking, ${leftWords(secondsToWarm)}`;
  }
  // Why it is down, and how old the news is, stands where there is room.
  return status.temperature === "down"
    ? /* @wc-include */ "unavailable"
    : conditionWords(status.condition);
}

/** The large model's state with its subject, and who answers because of it. @param choice who shall answer */
export function statusWords(
  status: EndpointStatus,
  secondsToWarm: number | null,
  choice: BackendChoice,
): { readonly state: string; readonly answers: string } {
  const state = `Large model ${stateWords(status, secondsToWarm)}`;
  if (choice === "browser") return { state, answers: "your device answers" };
  if (choice === "server") return { state, answers: "the server answers" };
  if (status.temperature === "warm" && status.available) return { state, answers: "it answers" };
  if (choice === "large") return { state, answers: "a run waits for it" };
  return { state, answers: "your device answers" };
}

/** The state in sentences. */
export function stateSentence(status: EndpointStatus, secondsToWarm: number | null): string {
  switch (status.temperature) {
    case "cold":
      return `It is ${fullWords(status)}${costsNothing(status) ? " and costs nothing" : ""}. Until it is awake, the small models answer at once.`;
    case "warming":
      return `It is waking: ${secondsToWarm === null ? "this takes some minutes" : leftWords(secondsToWarm)}. Until then the small models answer at once.`;
    case "warm":
      return status.available
        ? "It is awake and answers now. It falls asleep when nobody asks it."
        : `It is ${fullWords(status)}. Until it has room again, the small models answer.`;
    case "down":
      return `It is ${fullWords(status)}. The small models answer; nothing that you wrote is lost.`;
  }
}

function fullWords({ condition, staleMinutes }: EndpointStatus): string {
  const words = conditionWords(condition);
  return staleMinutes === null ? words : `${words} (last seen ${staleMinutes} min ago)`;
}

// Of one that was not seen for a while nobody knows.
function costsNothing({ condition, staleMinutes }: EndpointStatus): boolean {
  return condition.code === "asleep" && staleMinutes === null;
}

/** What a screen reader says when the temperature changes; nothing of the seconds in between. */
export function temperatureAnnouncement(status: EndpointStatus): string {
  const { temperature, secondsToWarm } = status;
  return `The large model is ${stateWords({ ...status, temperature }, secondsToWarm)}.`;
}

/** Why it cannot be woken, as the end of a sentence. */
export function whyNot(wake: Extract<WakeOffer, { allowed: false }>): string {
  return language.current === "en" ? wake.why : refusalWords(wake.whyFacts);
}

/** What wakes the large model, and how often it still may be woken. */
export function policySentence({ wakePolicy, wake }: EndpointStatus): string {
  if (!wake.allowed) return `It cannot be woken: ${whyNot(wake)}.`;
  const left = wake.wakesLeftToday === 1 ? "1 wake is" : `${wake.wakesLeftToday} wakes are`;
  return `${policyWords(wakePolicy)} ${left} left today.`;
}

function policyWords(policy: WakePolicy): string {
  switch (policy) {
    case "summarization":
      return "Tasks that gain most from it wake it automatically, any other only a click.";
    case "any":
      return "Any run wakes it automatically.";
    case "ask":
      return "Only a click wakes it.";
    case "never":
      return "Nothing wakes it from here.";
  }
}

/** True when a run of this task wakes the large model by itself. */
export function isWokenBy({ wakesLargeModel }: AnyTask, policy: WakePolicy): boolean {
  return policy === "any" || (policy === "summarization" && wakesLargeModel);
}

/** An amount of US dollars: `$1.52`. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.01) return "under $0.01";
  return `$${decimal(usd, 2)}`;
}

/** A length of time in its two largest units: `1 h 12 min`. */
export function timeSpan(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3_600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return "0 s";
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}
