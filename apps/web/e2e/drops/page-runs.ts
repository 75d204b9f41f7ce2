// A run as the page asks for it, on connections that are cut: the page's own code finds it again.
import { systemClock } from "@pilotlight/core";
import { ServerRuns } from "@pilotlight/core/browser";
import type { Random } from "../fuzz/random.ts";

interface PageCall {
  readonly baseUrl: string;
  readonly taskId: string;
  readonly body: string;
  readonly key: string;
  readonly random: Random;
  readonly maxCuts: number;
  readonly noteCut: () => void;
}

/** The server's id of the run and what came at its end, as text. */
export async function runAsPage(call: PageCall): Promise<{ runId: string; text: string }> {
  const runs = new ServerRuns({
    baseUrl: `${call.baseUrl}/`,
    fetch: cuttingFetch(call),
    clock: { ...systemClock, wait: (ms, signal) => systemClock.wait(ms > 10_000 ? ms : 5, signal) },
  });
  let runId = "";
  let text = "null";
  const onRunId = (id: string) => {
    runId = id;
  };
  for await (const event of runs.start(call, { signal: new AbortController().signal, onRunId })) {
    if (event.type === "connection-update" && event.isLost) call.noteCut();
    if (event.type === "run-end") text = JSON.stringify(event);
    if (event.type === "run-error") throw new Error(event.error.message);
  }
  return { runId, text };
}

/** Cuts connections from the moment of the request on; the page gives a run up that it sent thrice in vain. */
function cuttingFetch({ random, maxCuts }: PageCall): typeof fetch {
  let cuts = 0;
  return (url, init) => {
    const connection = new AbortController();
    const isLast = cuts >= (init?.method === "POST" ? Math.min(2, maxCuts) : maxCuts);
    if (isLast) return fetch(url, init);
    cuts += 1;
    setTimeout(() => {
      connection.abort();
    }, random.next() * 120);
    const signals = [connection.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(url, { ...init, signal: AbortSignal.any(signals) });
  };
}
