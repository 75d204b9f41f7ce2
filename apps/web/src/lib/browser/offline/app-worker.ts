// The page's line to its service worker: what is kept for the time without a network, and updates.
import { type KeptFiles, parseKeptFiles } from "./parse-kept-files.ts";

/** A new version of the app that is installed and waits for the person's word. */
export interface WaitingUpdate {
  /** Lets the new version take over, and loads this page again with it; other tabs go on as they are. */
  apply(): void;
}

/** The service worker as the page uses it; in a browser without one every question has an empty answer. */
export class AppWorker {
  readonly #container: ServiceWorkerContainer | undefined;

  constructor(container: ServiceWorkerContainer | undefined) {
    this.#container = container;
  }

  /** What is kept; null without a service worker, and where it keeps nothing. */
  async keptFiles(): Promise<KeptFiles | null> {
    return await this.#ask("kept-files", () => undefined);
  }

  /** Fetches what is missing, tells each step, and gives what is kept in the end. */
  async keepAll(onKept: (files: KeptFiles) => void): Promise<KeptFiles | null> {
    return await this.#ask("keep-all", onKept);
  }

  /** Tells of each new version that waits, now or later; returns what ends that. */
  watchUpdates(onWaiting: (update: WaitingUpdate) => void): () => void {
    const over = new AbortController();
    void this.#watch(onWaiting, over.signal);
    return () => {
      over.abort();
    };
  }

  async #watch(onWaiting: (update: WaitingUpdate) => void, signal: AbortSignal): Promise<void> {
    const registration = await this.#container?.ready;
    if (!registration || signal.aborted) return;
    const tell = () => {
      const { waiting } = registration;
      // Without a version before it nothing is updated: this is the first visit.
      if (waiting && this.#container?.controller) onWaiting(this.#updateOf(waiting));
    };
    tell();
    const onFound = () => {
      registration.installing?.addEventListener("statechange", tell, { signal });
    };
    registration.addEventListener("updatefound", onFound, { signal });
    // A page that is open for days learns of an update when somebody comes back to it.
    const look = () => {
      if (document.visibilityState === "visible") registration.update().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", look, { signal });
  }

  #updateOf(waiting: ServiceWorker): WaitingUpdate {
    return {
      apply: () => {
        this.#container?.addEventListener("controllerchange", () => {
          location.reload();
        });
        waiting.postMessage("activate");
      },
    };
  }

  async #ask(question: string, onStep: (files: KeptFiles) => void): Promise<KeptFiles | null> {
    const registration = await this.#container?.ready;
    if (!registration?.active) return null;
    const { port1, port2 } = new MessageChannel();
    const { promise, resolve } = Promise.withResolvers<KeptFiles | null>();
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      const step = parseKeptFiles(data);
      if (step) onStep(step.files);
      if (!step || step.isDone || question === "kept-files") resolve(step?.files ?? null);
    };
    registration.active.postMessage(question, [port2]);
    return await promise.finally(() => {
      port1.close();
    });
  }
}
