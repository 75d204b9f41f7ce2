import { abortError } from "@pilotlight/core";

/** Whether the person can see the page. */
export interface Visibility {
  isVisible(): boolean;
  /** Resolves when the page is shown again. @throws InferenceError `aborted` */
  untilShown(signal: AbortSignal): Promise<void>;
}

/** The visibility of a page. */
export function visibilityOf(document: Document): Visibility {
  return {
    isVisible: () => document.visibilityState === "visible",
    untilShown: (signal) =>
      new Promise((resolve, reject) => {
        const onchange = () => {
          if (document.visibilityState !== "visible") return;
          document.removeEventListener("visibilitychange", onchange);
          resolve();
        };
        document.addEventListener("visibilitychange", onchange, { signal });
        signal.addEventListener("abort", () => {
          reject(abortError());
        });
      }),
  };
}
