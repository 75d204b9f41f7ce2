import { acceptsRuns, type EndpointState, type Trouble } from "./endpoint-state.ts";

interface WordsOptions {
  readonly atMs: number;
  /** As in EndpointStatus. */
  readonly secondsToWarm: number | null;
  /** True when the wake takes longer than those before it. */
  readonly isLate: boolean;
}

/** Longer than two of the slowest looks: what is known may be out of date. */
const staleMs = 180_000;

const troubleWords: Readonly<Record<Trouble, string>> = {
  failing: "it fails",
  denied: "this server may not call it",
  broken: "its service reports it as failed",
};

/** The state of the endpoint as a person reads it, such as `waking, about 3 min`. */
export function endpointWords(state: EndpointState, options: WordsOptions): string {
  const { atMs } = options;
  if (state.seenAtMs === null && state.temperature === "cold") return "not seen yet";
  const words = temperatureWords(state, options);
  const unseenMs = state.seenAtMs === null ? 0 : atMs - state.seenAtMs;
  if (state.temperature === "down" || unseenMs < staleMs) return words;
  return `${words} (last seen ${Math.round(unseenMs / 60_000)} min ago)`;
}

/** Why it is unavailable, as the end of a sentence, such as `it fails`. */
export function whyDown({ trouble }: EndpointState): string {
  return trouble ? troubleWords[trouble] : "it is not down";
}

function temperatureWords(state: EndpointState, options: WordsOptions): string {
  switch (state.temperature) {
    case "cold":
      return "asleep";
    case "warming":
      return options.isLate ? "waking, longer than usual" : `waking, about ${wait(options)}`;
    case "warm":
      return acceptsRuns(state, options.atMs) ? "awake" : "awake, but busy";
    case "down":
      return `unavailable: ${whyDown(state)}`;
  }
}

function wait({ secondsToWarm }: WordsOptions): string {
  const seconds = secondsToWarm ?? 0;
  return seconds > 90 ? `${Math.round(seconds / 60)} min` : `${Math.ceil(seconds / 5) * 5} s`;
}
