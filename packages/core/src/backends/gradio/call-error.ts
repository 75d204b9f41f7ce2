// What a call of a Gradio app failed with, as far as the fault table reads it.
import { readPlatformError } from "../large-model/platform-error.ts";
import { type FailedRequest, UnreadableEvent } from "./connection.ts";
import type { Thrown } from "./fault-table.ts";

/** What went wrong in a call, whatever it was. */
export class GradioCallError extends Error {
  override readonly name = "GradioCallError";
  readonly thrown: Thrown;
  /** The app's own words, which may repeat the input. */
  readonly refusal: string | null;
  /** What the mapping asks for and the app lacks; nothing of an input is in it. */
  readonly advice: string | null;

  constructor(
    thrown: Thrown,
    { refusal = null, advice = null }: { refusal?: string | null; advice?: string | null } = {},
  ) {
    super(`The call failed at its ${thrown.step}.`);
    this.thrown = thrown;
    this.refusal = refusal;
    this.advice = advice;
  }
}

/** What the platform threw or the app answered at a request. */
export function thrownBy(failed: FailedRequest | null): Thrown {
  if (failed?.cause instanceof UnreadableEvent) return { status: null, code: null, step: "reply" };
  const step = failed?.path.endsWith("/queue/join") === true ? "join" : "request";
  if (failed === null || failed.status !== null)
    return { status: failed?.status ?? null, code: null, step };
  const { name, code } = readPlatformError(failed.cause);
  return { status: null, code: code ?? name, step };
}
