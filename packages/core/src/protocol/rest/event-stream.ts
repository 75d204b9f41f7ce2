// Run events as Server-Sent Events: one numbered frame per event, and a comment when nothing happens,
// so that neither a proxy nor the browser takes a quiet stream for a dead one.
import type { RunEvent } from "../../runs/run-event.ts";
import type { Clock } from "../../runtime/clock.ts";

interface EventStreamOptions {
  readonly clock: Clock;
  /** Stops the run when the reader goes away. */
  readonly onCancel: () => void;
}

// Load balancers close a silent connection after 60 s, some proxies after 30 s.
const keepAliveMs = 15_000;

/** The response that carries a run's events. */
export function eventStreamResponse(
  events: AsyncIterable<RunEvent>,
  { clock, onCancel }: EventStreamOptions,
): Response {
  const frames = toFrames(events, clock);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await frames.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: onCancel,
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform" },
  });
}

async function* toFrames(
  events: AsyncIterable<RunEvent>,
  clock: Clock,
): AsyncGenerator<string, void, void> {
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  let id = 0;
  for (;;) {
    const result = await orSilence(next, clock);
    if (result === "silence") {
      yield ": still here\n\n";
      continue;
    }
    if (result.done) return;
    id += 1;
    yield `id: ${id}\nevent: ${result.value.type}\ndata: ${JSON.stringify(result.value)}\n\n`;
    next = iterator.next();
  }
}

async function orSilence<Value>(promise: Promise<Value>, clock: Clock): Promise<Value | "silence"> {
  const timer = new AbortController();
  const silence = clock.wait(keepAliveMs, timer.signal).then(
    () => "silence" as const,
    () => "silence" as const,
  );
  try {
    return await Promise.race([promise, silence]);
  } finally {
    timer.abort();
  }
}
