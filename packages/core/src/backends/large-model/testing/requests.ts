import { sentimentAnalysis } from "../../../tasks/sentiment-analysis/task.ts";
import { summarization } from "../../../tasks/summarization/task.ts";
import type { BackendEvent } from "../../../contract/backend-event.ts";
import type { BackendRequest } from "../../backend.ts";

/** A sentence to make texts of, with the space after it. */
export const sentence = "The keeper lit the lamp at dusk and the ships came home. ";

/** A request for a summary. */
export function summary(text: string, length: string | number = "short"): BackendRequest {
  return { task: summarization, input: summarization.parseInput({ text, length }) };
}

/** A request for a sentiment. */
export function sentiment(text: string, sentences = false): BackendRequest {
  return { task: sentimentAnalysis, input: sentimentAnalysis.parseInput({ text, sentences }) };
}

/** The text that a run showed while it was written. */
export function shownText(events: readonly BackendEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}
