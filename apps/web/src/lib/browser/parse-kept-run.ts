import {
  type AnyTask,
  type BackendChoice,
  type Fields,
  InferenceError,
  type InputOf,
  type Role,
} from "@pilotlight/core";
import { pageChoiceOf } from "@pilotlight/ui";

/** A run as it is kept over a reload. */
export interface KeptRun extends KeptFacts {
  readonly input: InputOf<Fields>;
}

/** What is kept of a run besides its input. */
export interface KeptFacts {
  /** This page's id of the run. */
  readonly runId: string;
  readonly choice: BackendChoice;
  /**
   * Which of the server's models it was sent to, whether or not it is known to have arrived; null while
   * it runs on this device.
   */
  readonly sentTo: Role | null;
  /** The server's id of the run, once it is known. */
  readonly serverRunId: string | null;
}

/** The run that was stored; null when there is none or it cannot be read. */
export function parseKeptRun(
  task: AnyTask,
  stored: { readonly facts: string | null; readonly input: string | null },
): KeptRun | null {
  try {
    const facts = JSON.parse(stored.facts ?? "null") as Partial<Record<string, unknown>> | null;
    const { runId, sentTo, serverRunId = null } = facts ?? {};
    const choice = pageChoiceOf(facts?.["choice"]);
    if (choice === null || typeof runId !== "string") return null;
    return {
      runId,
      choice,
      sentTo: roleOf(sentTo),
      serverRunId: typeof serverRunId === "string" ? serverRunId : null,
      input: task.parseInput(JSON.parse(stored.input ?? "null")),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InferenceError) return null;
    throw error;
  }
}

/** Older pages kept the names of their backends. */
function roleOf(sentTo: unknown): Role | null {
  if (sentTo === "large" || sentTo === "sagemaker") return "large";
  return sentTo === "small" || sentTo === "remote" ? "small" : null;
}
