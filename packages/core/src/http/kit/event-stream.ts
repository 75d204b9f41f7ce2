// Run events as Server-Sent Events: one numbered frame per event, and a comment when nothing happens,
// so that neither a proxy nor the browser takes a quiet stream for a dead one.
import type { StoredEvent } from "../../runs/run-store.ts";
import type { Clock } from "../../runtime/clock.ts";

interface EventStreamOptions {
  readonly clock: Clock;
  /** Fires when the request's connection is gone. */
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

// Load balancers close a silent connection after 60 s, some proxies after 30 s.
const keepAliveMs = 15_000;

/** The response that carries a run's events; a reader that leaves ends the reading, not the run. */
export function eventStreamResponse(
  read: (signal: AbortSignal) => AsyncIterable<StoredEvent>,
  { clock, signal, headers = {} }: EventStreamOptions,
): Response {
  const left = new AbortController();
  const frames = toFrames(read(AbortSignal.any([signal, left.signal])), clock);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await frames.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => {
      left.abort();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      ...headers,
    },
  });
}

async function* toFrames(
  events: AsyncIterable<StoredEvent>,
  clock: Clock,
): AsyncGenerator<string, void, void> {
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const result = await orSilence(next, clock);
    if (result === "silence") {
      yield ": still here\n\n";
      continue;
    }
    if (result.done) return;
    const { number, event } = result.value;
    yield `id: ${number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
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
