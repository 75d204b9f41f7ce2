// Reads what the conformance suite of MCP writes of one scenario.
import * as v from "valibot";

const checksSchema = v.array(
  v.object({ id: v.string(), status: v.string(), errorMessage: v.optional(v.string(), "") }),
);

/** One check of a scenario. */
export interface Check {
  readonly id: string;
  /** `SUCCESS`, `FAILURE`, `WARNING` or `INFO`. */
  readonly status: string;
  readonly words: string;
}

/** The checks of one scenario. @throws when the text is none of the suite's */
export function parseChecks(text: string): readonly Check[] {
  return v
    .parse(checksSchema, JSON.parse(text))
    .map(({ id, status, errorMessage }) => ({ id, status, words: errorMessage }));
}
