// The page's wiring of the large model. Imported when the page is hydrated; what shows it is imported
// when the server tells of one.
import { type EndpointStatus, systemClock } from "@pilotlight/core";
import { ServerEndpoint } from "@pilotlight/core/browser";
import type { Runner, TaskSessions } from "@pilotlight/ui";
import { EndpointFeed } from "./endpoint-feed.ts";
import { visibilityOf } from "./page-visibility.ts";
import { isAutomaticKept, keepAutomatic } from "./kept-settings.ts";

interface LargeModelOptions {
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
  readonly sessions: TaskSessions;
  /** Runs what only the large model shall answer, and only if it is awake. */
  readonly runner: Runner;
}

/** Learns of the server's large model until the page is left, and gives it to the sessions. */
export function followLargeModel({ appUrl, sessions, runner }: LargeModelOptions): void {
  const endpoint = new ServerEndpoint({ baseUrl: appUrl, fetch, clock: systemClock });
  const now = () => Date.now();

  async function take(status: EndpointStatus | null, atMs: number): Promise<void> {
    if (!status) {
      sessions.largeModel = null;
      return;
    }
    const { LargeModel } = await import("@pilotlight/ui/large-model");
    const seen = { status, atMs };
    if (sessions.largeModel) sessions.largeModel.take(seen);
    else {
      sessions.largeModel = new LargeModel({
        seen,
        now,
        runner,
        wake: (taskId) => endpoint.wake(taskId),
        isAutomatic: isAutomaticKept(),
        onautomatic: keepAutomatic,
      });
    }
  }

  function start(): EndpointFeed {
    const feed = new EndpointFeed({
      endpoint,
      name: `pilotlight:${new URL(appUrl).pathname}`,
      clock: systemClock,
      now,
      visibility: visibilityOf(document),
      locks: "locks" in navigator ? navigator.locks : undefined,
      openChannel:
        "BroadcastChannel" in globalThis ? (name) => new BroadcastChannel(name) : undefined,
      onStatus: (status, atMs) => void take(status, atMs),
    });
    void feed.run();
    return feed;
  }

  let feed = start();
  // A page that the browser puts aside and brings back begins anew.
  addEventListener("pagehide", () => {
    feed.close();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) feed = start();
  });
}
