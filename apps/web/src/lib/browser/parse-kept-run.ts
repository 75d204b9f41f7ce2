import {
  type AnyTask,
  type BackendChoice,
  type Fields,
  InferenceError,
  type InputOf,
} from "@pilotlight/core";
import { pageChoices } from "@pilotlight/ui";

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
   * Where on the server it was sent, whether or not it is known to have arrived; null while it runs on
   * this device.
   */
  readonly sentTo: "remote" | "sagemaker" | null;
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
    const choice = pageChoices.find((known) => known === facts?.["choice"]);
    const { runId, sentTo, serverRunId = null } = facts ?? {};
    if (choice === undefined || typeof runId !== "string") return null;
    return {
      runId,
      choice,
      sentTo: sentTo === "remote" || sentTo === "sagemaker" ? sentTo : null,
      serverRunId: typeof serverRunId === "string" ? serverRunId : null,
      input: task.parseInput(JSON.parse(stored.input ?? "null")),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InferenceError) return null;
    throw error;
  }
}
