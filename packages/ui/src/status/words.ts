// What the page says about a run: pure, from the run's state.
import type { OutputView, Progress, RunState, WireError } from "@pilotlight/core";
import { count } from "../sessions/field-values.ts";
import { decimal } from "../text/language.svelte.ts";
import { errorWords } from "./error-words.ts";
import { backendWords } from "./backend-options.ts";

/** What is known of a run beside its state. */
interface ProgressFacts {
  /** What is before it in line, in words; empty when unknown. */
  readonly waitsFor?: string;
  /** Of the stage that it is in; null when unknown. */
  readonly secondsLeft?: number | null;
}

// What is over sooner is not worth the words.
const leastSecondsLeft = 5;

/** How far a run is, in a line. */
export function progressWords(
  state: RunState,
  { waitsFor = "", secondsLeft = null }: ProgressFacts = {},
): string {
  if (isReconnecting(state)) return "The connection was lost; looking for it again";
  if (state.status === "queued") {
    if (state.position === 0) return "Starting";
    const place = state.position === 1 ? "next in line" : `number ${count(state.position)} in line`;
    return waitsFor === "" ? `Waiting; ${place}` : `Waiting for ${waitsFor}; ${place}`;
  }
  if (state.status !== "running") return "";
  const { progress } = state;
  if (!progress) return `Running on ${backendWords(state.by)}`;
  if (progress.stage === "waking") return waking(progress);
  const left =
    secondsLeft !== null && secondsLeft >= leastSecondsLeft
      ? `, ${waitWords(secondsLeft)} left`
      : "";
  if (progress.stage === "loading") return loading(progress) + left;
  if (progress.total <= 1) return "Reading the text";
  return `Reading: ${amount(progress)}${percentOf(progress)}${left}`;
}

/** The part that is done, 0 to 1; null when it is not known. */
export function progressPart(state: RunState): number | null {
  if (isReconnecting(state)) return null;
  if (state.status !== "running" || !state.progress || state.progress.total <= 0) return null;
  return Math.min(1, state.progress.done / state.progress.total);
}

/** What a screen reader says of a run: its end, and a lost connection; nothing of the steps between. */
export function announcement(state: RunState, views: readonly OutputView[]): string {
  switch (state.status) {
    case "idle":
      return "";
    case "queued":
    case "running":
      // The button says that it runs; what is heard between is a lost line alone.
      return state.isReconnecting === true ? "The connection was lost. Reconnecting." : "";
    case "done":
      return `Answer: ${headline(views)}`;
    case "cancelled":
      return "Cancelled.";
    case "failed":
      return `Failed. ${errorWords(state.error)}`;
  }
}

function isReconnecting(state: RunState): boolean {
  return "isReconnecting" in state && state.isReconnecting === true;
}

/** True when the same run may go better at another try; where not, the message says what to change. */
export function canRetry({ code }: WireError): boolean {
  return code !== "invalid-input" && code !== "wake-refused" && code !== "wake-budget-spent";
}

/** True when another place may answer what failed here: the input is not what is wrong. */
export function canAnswerElsewhere({ code }: WireError): boolean {
  return code !== "invalid-input" && code !== "aborted";
}

/** What helps beside another try, for a large model that does not answer; empty where nothing is to be said. */
export function retryHint({ code, retryAfterMs }: WireError): string {
  if (code === "endpoint-cold" && retryAfterMs !== undefined) {
    return `Worth another try in ${waitWords(retryAfterMs / 1_000)}. Automatic answers at once.`;
  }
  const isLargeModels = code.startsWith("endpoint-") || code.startsWith("wake-");
  return isLargeModels ? "Automatic or This device answers at once." : "";
}

/** A wait as the page says it, rounded up: `about 3 min`, `about 40 s`. */
export function waitWords(seconds: number): string {
  if (seconds <= 50) return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} s`;
  return `about ${Math.ceil(seconds / 60)} min`;
}

/** A time as the page writes it: `41 ms`, `1.2 s`. */
export function duration(ms: number): string {
  if (ms < 1) return "under 1 ms";
  if (ms < 1000) return `${decimal(ms)} ms`;
  return ms < 60_000 ? `${decimal(ms / 1000, 1)} s` : `${decimal(ms / 60_000, 1)} min`;
}

const spokenLength = 300;

function headline(views: readonly OutputView[]): string {
  const [first] = views;
  if (first?.kind === "scores") return first.verdict;
  if (first?.kind !== "text") return "ready.";
  return first.text.length > spokenLength
    ? `${first.text.slice(0, spokenLength).toWellFormed()} …`
    : first.text;
}

function waking({ done, total }: Progress): string {
  return done < total
    ? `Waking the large model: ${waitWords(total - done)} left`
    : "Waking the large model: any moment now";
}

/** What has come is told by the byte; a model that is here whole still has to start. */
function loading(progress: Progress): string {
  const { done, total } = progress;
  if (total > 0 && done >= total) return "Starting the model";
  return `Loading the model: ${amount(progress)}${percentOf(progress)}`;
}

function percentOf({ done, total }: Progress): string {
  return total > 0 ? ` (${Math.floor((done / total) * 100)} %)` : "";
}

function amount({ done, total, unit }: Progress): string {
  if (unit !== "bytes") {
    const name = unitWord(unit);
    return total > 0 ? `${count(done)} of ${count(total)} ${name}` : `${count(done)} ${name}`;
  }
  return total > 0 ? `${megabytes(done)} of ${megabytes(total)} MB` : `${megabytes(done)} MB`;
}

function unitWord(unit: string): string {
  return unit === "windows" ? /* @wc-include */ "windows" : unit;
}

function megabytes(bytes: number): string {
  return decimal(bytes / 1_000_000, 1);
}
