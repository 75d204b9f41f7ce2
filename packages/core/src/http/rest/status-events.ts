// The server's status as Server-Sent Events: the whole of it at once and after each change. Not a run:
// nothing is kept, and a reader that is behind gets the newest status alone.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Caller } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { stillHere } from "../kit/event-stream.ts";
import { SseStream } from "../kit/sse-stream.ts";

interface StatusEventsOptions {
  readonly clock: Clock;
  /** The status as it is now, as JSON tells it. */
  readonly status: () => object;
  /** Default 1,000: about 20 MB of memory, and room for other connections. */
  readonly maxListeners?: number;
  /** Default a tenth of them. */
  readonly maxPerCaller?: number;
}

interface Listener {
  readonly caller: string;
  readonly stream: SseStream;
  /** The newest status, while the reader has not taken the one before. */
  late: string | null;
}

/** Those who listen to the server's status. */
export class StatusEvents {
  readonly #options: StatusEventsOptions;
  readonly #listeners = new Set<Listener>();
  #isClosed = false;

  constructor(options: StatusEventsOptions) {
    this.#options = options;
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * The response that carries the status for as long as its reader stays and the server runs.
   * @throws InferenceError `overloaded` when too many listen, all in all or of this caller, `backend-unavailable` when the server stops
   */
  response({ signal }: Request, { caller }: Caller): Response {
    this.#check(caller);
    // One status waits for a reader, not more.
    const stream = new SseStream(signal, { maxBehindBytes: 1 });
    const listener: Listener = { caller, stream, late: null };
    const leave = () => {
      this.#listeners.delete(listener);
    };
    if (!stream.signal.aborted) this.#listeners.add(listener);
    stream.signal.addEventListener("abort", leave, { once: true });
    stream.push(this.#frame());
    void stream.keepAlive(stillHere, this.#options.clock);
    return stream.response();
  }

  /** Tells everybody the status as it is now. */
  tell(): void {
    if (this.#listeners.size === 0) return;
    const frame = this.#frame();
    for (const listener of this.#listeners) {
      if (!listener.stream.isBehind) listener.stream.push(frame);
      else if (listener.late !== null) listener.late = frame;
      else void tellLater(listener, frame);
    }
  }

  /** Ends all streams, after what they were told, and takes no new ones. */
  close(): void {
    this.#isClosed = true;
    for (const { stream, late } of [...this.#listeners]) {
      if (late !== null) stream.push(late);
      stream.end();
    }
  }

  #frame(): string {
    return `event: status\ndata: ${JSON.stringify(this.#options.status())}\n\n`;
  }

  #check(caller: string): void {
    if (this.#isClosed) {
      const what = "The server is restarting. Ask again in a few seconds.";
      throw new InferenceError("backend-unavailable", what, {
        retryable: true,
        retryAfterMs: 5000,
      });
    }
    const { maxListeners = 1000, maxPerCaller = Math.ceil(maxListeners / 10) } = this.#options;
    const own = this.#listeners.values().filter((listener) => listener.caller === caller);
    const ownSize = own.reduce((count) => count + 1, 0);
    if (ownSize >= maxPerCaller) throw tooMany("You listen", ownSize, maxPerCaller);
    const { size } = this.#listeners;
    if (size >= maxListeners) throw tooMany("Callers listen", size, maxListeners);
  }
}

function tooMany(who: string, size: number, limit: number): InferenceError {
  return new InferenceError(
    "overloaded",
    `${who} to the status ${size} times already; the limit is ${limit}. Ask for it as JSON, or try again in a minute.`,
    { retryable: true, retryAfterMs: 60_000, size, limit },
  );
}

async function tellLater(listener: Listener, frame: string): Promise<void> {
  listener.late = frame;
  await listener.stream.drained();
  listener.stream.push(listener.late);
  listener.late = null;
}
