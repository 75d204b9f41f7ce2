import { untilIdle } from "./device-mood.ts";

/**
 * Registers the service worker once the page has nothing better to do: its first visit fetches every file of the app,
 * and would take line and processor from what the person looks at.
 * @param appUrl where the app lives, with a slash at its end
 */
export async function registerWorker(appUrl: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await untilIdle();
  const url = new URL("service-worker.js", appUrl).href;
  // A browser that refuses it, as in a private window, has the page without the offline part.
  await navigator.serviceWorker.register(url, { type: "module" }).catch(() => undefined);
}
