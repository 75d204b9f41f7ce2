import {
  InferenceError,
  newRunId,
  type Router,
  type RunEvent,
  type RunRequest,
} from "@pilotlight/core";
import type { Runner } from "@pilotlight/ui";

/** Runs tasks from this page; loads what that takes when the first run starts. */
export class PageRunner implements Runner {
  readonly #appUrl: () => string;
  #router: Promise<Router> | undefined;

  /** @param appUrl where the app lives, with a slash at its end; asked for in the browser only */
  constructor(appUrl: () => string) {
    this.#appUrl = appUrl;
  }

  /** @throws InferenceError `network` when the page's own code cannot be loaded */
  async *run(request: RunRequest): AsyncGenerator<RunEvent, void, void> {
    this.#router ??= this.#load();
    const router = await this.#router;
    yield* router.run({ ...request, runId: newRunId() });
  }

  async #load(): Promise<Router> {
    try {
      const { createBrowserRouter } = await import("./browser-router.ts");
      return createBrowserRouter(this.#appUrl());
    } catch (cause) {
      this.#router = undefined;
      throw new InferenceError(
        "network",
        "The part of this page that runs the models could not be loaded. Check the connection, then retry; if the app was updated meanwhile, reload the page.",
        { retryable: true, cause },
      );
    }
  }
}
