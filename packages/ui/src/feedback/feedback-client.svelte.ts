// Where a page keeps and sends what its person thinks of an answer.
import type { Feedback, JsonObject } from "@pilotlight/core";

/** What a person says of an answer to who runs the server. */
export interface AnswerVerdict extends Feedback {
  readonly runId: string;
  /** The id of the task. */
  readonly task: string;
  readonly model: string;
  /** The answer to the same input that this one is better than, where the person compared two. */
  readonly preferredTo?: { readonly runId: string; readonly model: string };
  /** What was asked and answered, where the person sends that too. */
  readonly input?: JsonObject;
  readonly output?: JsonObject;
}

/** The page's history, and the server where it takes feedback. */
export interface FeedbackClient {
  /** What was said of a run; null when nothing was. */
  load(runId: string): Promise<Feedback | null>;
  /** Keeps it with the run; false when the history does not have that run. */
  keep(runId: string, feedback: Feedback): Promise<boolean>;
  /** True when the server takes feedback. */
  isTaken(): Promise<boolean>;
  /** @throws InferenceError when the server does not take this one */
  send(verdict: AnswerVerdict): Promise<void>;
}

let current = $state.raw<FeedbackClient | null>(null);

/** The page's one client, in the browser alone; null until it is wired. */
export const feedbackClient = {
  get current(): FeedbackClient | null {
    return current;
  },
  set current(client: FeedbackClient | null) {
    current = client;
  },
};
