// The server's status as Server-Sent Events: the whole of it at once and after each change. Not a run:
// nothing is kept, and a reader that is behind gets the newest status alone.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";

interface StatusEventsOptions {
  readonly clock: Clock;
  /** The status as it is now, as JSON tells it. */
  readonly status: () => object;
  /** Default 1,000: about 20 MB of memory, and room for other connections. */
  readonly maxListeners?: number;
}

interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** The newest status, while the reader has not taken the one before. */
  late: Uint8Array | null;
}

// Load balancers close a silent connection after 60 s, some proxies after 30 s.
const keepAliveMs = 15_000;
const encoder = new TextEncoder();
const stillHere = encoder.encode(": still here\n\n");

/** Those who listen to the server's status. */
export class StatusEvents {
  readonly #options: StatusEventsOptions;
  readonly #listeners = new Set<Listener>();
  readonly #closed = new AbortController();
  #isKeepingAlive = false;

  constructor(options: StatusEventsOptions) {
    this.#options = options;
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * The response that carries the status for as long as its reader stays and the server runs.
   * @throws InferenceError `overloaded` when too many listen, `backend-unavailable` when the server stops
   */
  response({ signal }: Request): Response {
    this.#check();
    let listener: Listener | null = null;
    const leave = () => {
      if (listener) this.#listeners.delete(listener);
    };
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        listener = { controller, late: null };
        this.#listeners.add(listener);
        controller.enqueue(this.#frame());
      },
      pull: () => {
        if (listener?.late) listener.controller.enqueue(listener.late);
        if (listener) listener.late = null;
      },
      cancel: leave,
    });
    signal.addEventListener("abort", leave, { once: true });
    void this.#keepAlive();
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  /** Tells everybody the status as it is now. */
  tell(): void {
    if (this.#listeners.size === 0) return;
    const frame = this.#frame();
    for (const listener of this.#listeners) {
      if (hasRoom(listener)) listener.controller.enqueue(frame);
      else listener.late = frame;
    }
  }

  /** Ends all streams, after what they were told, and takes no new ones. */
  close(): void {
    this.#closed.abort();
    for (const { controller, late } of this.#listeners) {
      if (late) controller.enqueue(late);
      controller.close();
    }
    this.#listeners.clear();
  }

  #frame(): Uint8Array {
    return encoder.encode(`event: status\ndata: ${JSON.stringify(this.#options.status())}\n\n`);
  }

  #check(): void {
    if (this.#closed.signal.aborted) {
      const what = "The server is restarting. Ask again in a few seconds.";
      throw new InferenceError("backend-unavailable", what, {
        retryable: true,
        retryAfterMs: 5000,
      });
    }
    const { maxListeners = 1000 } = this.#options;
    if (this.#listeners.size < maxListeners) return;
    throw new InferenceError(
      "overloaded",
      `${this.#listeners.size} listen to the status already; the limit is ${maxListeners}. Ask for it as JSON, or try again in a minute.`,
      { retryable: true, retryAfterMs: 60_000, size: this.#listeners.size, limit: maxListeners },
    );
  }

  /** One timer for all, as long as anybody listens. */
  async #keepAlive(): Promise<void> {
    if (this.#isKeepingAlive) return;
    this.#isKeepingAlive = true;
    while (this.#listeners.size > 0) {
      // A stop ends the wait; there is nobody to tell then.
      await this.#options.clock.wait(keepAliveMs, this.#closed.signal).catch(() => undefined);
      for (const listener of this.#listeners) {
        if (hasRoom(listener)) listener.controller.enqueue(stillHere);
      }
    }
    this.#isKeepingAlive = false;
  }
}

function hasRoom({ controller }: Listener): boolean {
  return (controller.desiredSize ?? 0) > 0;
}
