import type { Recorded } from "./step-recorder.ts";

/** The steps that an earlier proof kept. */
export function parseSteps(text: string): readonly Recorded[] {
  return JSON.parse(text) as readonly Recorded[];
}
