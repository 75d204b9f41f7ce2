import { isJsonObject } from "@pilotlight/core";

/** Milliseconds by task id, as the page gave them. @throws Error when they are something else */
export function parseTimings(value: unknown): Record<string, number> {
  if (!isJsonObject(value)) throw new Error("The page gave no timings. Run again.");
  return Object.fromEntries(
    Object.entries(value).map(([taskId, ms]) => {
      if (typeof ms !== "number")
        throw new Error(`The page gave no time for ${taskId}. Run again.`);
      return [taskId, ms];
    }),
  );
}
