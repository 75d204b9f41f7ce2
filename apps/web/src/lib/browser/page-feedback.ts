// The page's wiring of what its person thinks of answers: kept in the history, and sent to a server that
// takes it when the person says so.
import { type Feedback, InferenceError } from "@pilotlight/core";
import { type AnswerVerdict, type FeedbackClient, feedbackClient } from "@pilotlight/ui/feedback";
import * as v from "valibot";
import type { KeptAnswers } from "./kept-answers.ts";

interface PageFeedbackOptions {
  readonly answers: Pick<KeptAnswers, "history">;
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: () => string;
  /** False for a page without a server. */
  readonly hasServer: boolean;
}

const statusSchema = v.object({ feedback: v.boolean() });
const problemSchema = v.object({ detail: v.string() });

/** Takes feedback on the answers of this page from now on. */
export function openFeedback(options: PageFeedbackOptions): void {
  feedbackClient.current = new PageFeedback(options);
}

class PageFeedback implements FeedbackClient {
  readonly #options: PageFeedbackOptions;

  constructor(options: PageFeedbackOptions) {
    this.#options = options;
  }

  async load(runId: string): Promise<Feedback | null> {
    const history = await this.#options.answers.history().catch(() => null);
    if (history?.entries.length === 0) await history.load();
    return history?.entries.find(({ id }) => id === runId)?.feedback ?? null;
  }

  async keep(runId: string, feedback: Feedback): Promise<boolean> {
    const history = await this.#options.answers.history().catch(() => null);
    return (await history?.rate(runId, feedback)) ?? false;
  }

  async isTaken(): Promise<boolean> {
    if (!this.#options.hasServer) return false;
    // Without the server's word nothing is offered; the verdict is kept here all the same.
    const response = await this.#call("status").catch(() => null);
    const status = v.safeParse(statusSchema, await response?.json().catch(() => null));
    return status.success && status.output.feedback;
  }

  async send(verdict: AnswerVerdict): Promise<void> {
    const response = await this.#call("feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(verdict),
    });
    if (response.ok) return;
    const problem = v.safeParse(problemSchema, await response.json().catch(() => null));
    throw new InferenceError(
      "backend-failed",
      problem.success
        ? problem.output.detail
        : `The server did not take it (HTTP ${response.status}). Try again later.`,
    );
  }

  async #call(name: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(new URL(`api/v1/${name}`, this.#options.appUrl()), init);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new InferenceError(
        "network",
        "The server could not be reached. Check the connection, then send it again.",
        { retryable: true, cause: error },
      );
    }
  }
}
