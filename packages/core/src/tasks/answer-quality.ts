import type * as v from "valibot";
import type { JsonObject } from "../contract/json.ts";

/** An answer in one word. */
export interface AnswerVerdict {
  readonly verdict: string;
  /** 0 to 1; null from a model that gives none. */
  readonly score: number | null;
}

/** How a task's answers are read. */
export interface AnswerQuality<Output extends JsonObject = JsonObject> {
  /** All verdicts that there are. */
  readonly verdicts: readonly string[];
  /** What is read of an output. */
  readonly reads: v.GenericSchema<unknown, Output>;
  readonly verdictOf: (output: Output) => AnswerVerdict;
}
