// Run events as MCP progress: a number that only grows, and the event in words.
import { backendName } from "../../contract/reason-words.ts";
import type { Progress, RunEvent } from "../../contract/run-event.ts";
import type { Clock } from "../../runtime/clock.ts";

/** What a progress notification says. */
export interface ProgressNote {
  /** Percent; larger than in every note before, as the protocol asks. */
  readonly progress: number;
  readonly total: 100;
  readonly message: string;
}

// A person sees ten a second as motion; more is only bytes.
const minGapMs = 100;
const maxTextShown = 200;

/** Makes the function that turns one run's events into notes; null for an event that is not worth one. */
export function createProgressNotes(clock: Clock): (event: RunEvent) => ProgressNote | null {
  let progress = 0;
  let text = "";
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.type === "backend-start") text = "";
    if (event.type === "text-delta") text += event.text;
    const message = toMessage(event, text);
    const isFrequent = event.type === "progress" || event.type === "text-delta";
    if (message === null || (isFrequent && clock.nowMs() - lastAtMs < minGapMs)) return null;
    lastAtMs = clock.nowMs();
    // A fallback starts again, which a bar cannot show: it creeps until the new backend has caught up.
    progress = Math.max(progress + (100 - progress) / 1000, percentRead(event));
    return { progress, total: 100, message };
  };
}

function percentRead(event: RunEvent): number {
  if (event.type !== "progress" || event.stage !== "reading" || event.total <= 0) return 0;
  // The last percent is the answer itself.
  return Math.min(99, (99 * event.done) / event.total);
}

function toMessage(event: RunEvent, text: string): string | null {
  switch (event.type) {
    case "queue-update": {
      const { position, expectedMs } = event;
      if (position === 0) return "Its turn has come.";
      const wait = expectedMs === null ? "" : `, about ${Math.ceil(expectedMs / 1000)} s`;
      return `Waiting: number ${position} in line${wait}.`;
    }
    case "backend-start":
      return `Started on ${backendName(event)}: ${event.reason}.`;
    case "progress":
      return progressMessage(event);
    case "text-delta":
      return text.length <= maxTextShown ? text : `…${text.slice(-maxTextShown).toWellFormed()}`;
    case "run-end":
    case "run-error":
      return null;
  }
}

function progressMessage({ stage, done, total, unit }: Progress): string {
  if (stage === "waking") return `Waking the large model: ${done} of about ${total} s.`;
  if (unit !== "bytes") return `Reading: ${done} of ${total} ${unit}.`;
  const what = stage === "loading" ? "Loading the model" : "Reading";
  return total > 0 ? `${what}: ${Math.floor((100 * done) / total)} %.` : `${what}.`;
}
