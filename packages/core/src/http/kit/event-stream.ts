// Run events as Server-Sent Events: one numbered frame per event.
import type { StoredEvent } from "../../runs/run-store.ts";
import type { Clock } from "../../runtime/clock.ts";
import { isFault } from "./answer.ts";
import { SseStream } from "./sse-stream.ts";

interface EventStreamOptions {
  readonly clock: Clock;
  /** Fires when the request's connection is gone. */
  readonly signal: AbortSignal;
  /** Gets an error that breaks the stream off. */
  readonly onFault: (error: unknown) => void;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A comment, which no reader takes for an event. */
export const stillHere = ": still here\n\n";

/** The response that carries a run's events; a reader that leaves ends the reading, not the run. */
export function eventStreamResponse(
  read: (signal: AbortSignal) => AsyncIterable<StoredEvent>,
  { clock, signal, onFault, headers = {} }: EventStreamOptions,
): Response {
  const stream = new SseStream(signal);
  void stream.keepAlive(stillHere, clock);
  void pump(stream, read(stream.signal), onFault);
  return stream.response(headers);
}

async function pump(
  stream: SseStream,
  events: AsyncIterable<StoredEvent>,
  onFault: (error: unknown) => void,
): Promise<void> {
  try {
    for await (const { number, event } of events) {
      await stream.send(`id: ${number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    stream.end();
  } catch (error) {
    // An end would be taken for the run's; a reader that sees it break comes back and reads why.
    if (!stream.signal.aborted && isFault(error)) onFault(error);
    stream.fail();
  }
}
