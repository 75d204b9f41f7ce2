// How long the page's main thread works at a stretch, from the browser's own trace. Processor time, not
// time on the wall: the server and the models keep the machine's cores busy in these tests.
import type { Page } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** What a meter has seen. */
interface Measured {
  readonly tasks: number;
  readonly longestMs: number;
}

/** Starts to measure; `stop` says how many tasks there were and how long the longest worked. */
export async function startMainThreadMeter(page: Page): Promise<{ stop(): Promise<Measured> }> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) {
      if (event.name === "thread_name" || event.name.endsWith("RunTask")) events.push(event);
    }
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
  const isMain = ({ name, args }: TraceEvent) =>
    name === "thread_name" && args.name === "CrRendererMain";
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(events.filter(isMain).map(threadOf));
  const times = events.flatMap((event) =>
    event.ph === "X" && event.tdur !== undefined && mainThreads.has(threadOf(event))
      ? [event.tdur / 1000]
      : [],
  );
  const longestMs = times.reduce((longest, time) => Math.max(longest, time), 0);
  return { tasks: times.length, longestMs };
}
