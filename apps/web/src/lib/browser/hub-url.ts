/** Where our own origin has the models that were fetched from a hub, with a slash at its end. */
export function hubUrlOf(appUrl: string): string {
  return new URL("models/hub/", appUrl).href;
}
