// What the device would rather not do now.
import { parseSavesData } from "./parse-saves-data.ts";

/** True when the person asked the browser to save data. */
export function isSavingData(): boolean {
  return parseSavesData(navigator);
}

/** Resolves when the page has nothing better to do, at the latest after some seconds. */
export function untilIdle(): Promise<unknown> {
  return new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: 5_000 });
    else setTimeout(resolve, 1_000);
  });
}
