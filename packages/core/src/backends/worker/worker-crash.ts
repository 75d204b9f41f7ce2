import { InferenceError } from "../../contract/inference-error.ts";

/** The cause of the error that a run gets when its worker went away under it. */
class WorkerCrash extends Error {
  override readonly name = "WorkerCrash";
}

/** The error of a run whose worker went away; `what` completes the sentence about the worker. */
export function workerCrashError(place: string, what: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "backend-failed",
    `The model worker of ${place} ${what}. Run again: a new one starts.`,
    { retryable: true, cause: new WorkerCrash(what, { cause }) },
  );
}

/** True when a run failed because its worker went away. */
export function isWorkerCrash(error: unknown): boolean {
  return error instanceof InferenceError && error.cause instanceof WorkerCrash;
}
