// How long the page's main thread works at a stretch, from the browser's own trace. Processor time, not
// time on the wall: the server and the models keep the machine's cores busy in these tests.
import type { Page } from "@playwright/test";
import { parseTraceEvents, type TraceEvent } from "./parse-page-trace.ts";

/** What a meter has seen. */
export interface Measured {
  readonly tasks: number;
  readonly longestMs: number;
}

/** Starts to measure; `stop` says how many tasks there were and how long the longest worked. */
export async function startMainThreadMeter(page: Page): Promise<{ stop(): Promise<Measured> }> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    events.push(...parseTraceEvents(value));
  });
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] },
  });
  return {
    async stop() {
      const complete = new Promise<void>((resolve) => {
        session.once("Tracing.tracingComplete", () => {
          resolve();
        });
      });
      await session.send("Tracing.end");
      await complete;
      return measure(events);
    },
  };
}

function measure(events: readonly TraceEvent[]): Measured {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isMain = ({ threadName }: TraceEvent) => threadName === "CrRendererMain";
  const mainThreads = new Set(events.filter(isMain).map(threadOf));
  const times = events.flatMap((event) =>
    event.cpuMs !== null && mainThreads.has(threadOf(event)) ? [event.cpuMs] : [],
  );
  return { tasks: times.length, longestMs: times.reduce((a, b) => Math.max(a, b), 0) };
}
