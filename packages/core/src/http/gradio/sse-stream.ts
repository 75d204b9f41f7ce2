// One event stream to one reader: writers wait while the reader is behind, and learn when it is gone.
import { isAbort } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";

/** How long a stream may be silent before a proxy closes it. */
const heartbeatEveryMs = 15_000;

/** Bytes that wait in this process for a reader that is behind. */
const highWaterMarkBytes = 64 * 1024;

/** A stream of server-sent events. */
export class SseStream {
  readonly #gone = new AbortController();
  readonly #encoder = new TextEncoder();
  readonly #body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #drained = Promise.withResolvers<undefined>();

  /** @param request its signal tells that the reader hung up, where the server passes that on */
  constructor(request: Request) {
    this.#body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#drained.resolve(undefined);
        },
        cancel: () => {
          this.#finish();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: highWaterMarkBytes }),
    );
    const onAbort = () => {
      this.#finish();
    };
    if (request.signal.aborted) this.#finish();
    request.signal.addEventListener("abort", onAbort, { signal: this.signal });
  }

  /** Fires when nobody reads any more: the reader hung up or the stream was ended. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Writes without waiting. */
  push(frame: string): void {
    if (!this.signal.aborted) this.#controller?.enqueue(this.#encoder.encode(frame));
  }

  /** Writes, and waits while the reader is behind. */
  async send(frame: string): Promise<void> {
    this.push(frame);
    while (!this.signal.aborted && (this.#controller?.desiredSize ?? 0) <= 0) {
      this.#drained = Promise.withResolvers<undefined>();
      await this.#drained.promise;
    }
  }

  /** Writes a frame now and every 15 s for as long as somebody reads. */
  async keepAlive(frame: string, clock: Clock): Promise<void> {
    try {
      for (;;) {
        await clock.wait(heartbeatEveryMs, this.signal);
        if ((this.#controller?.desiredSize ?? 0) > 0) this.push(frame);
      }
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }

  /** Ends the stream after what was written. */
  end(): void {
    if (this.signal.aborted) return;
    this.#controller?.close();
    this.#finish();
  }

  /** Breaks the stream off, so that the reader sees an error and not an end. */
  fail(): void {
    if (this.signal.aborted) return;
    this.#controller?.error(new Error("The server is stopping."));
    this.#finish();
  }

  /** Waits until the reader hangs up, but not longer than `capMs`. */
  async hungUp(capMs: number, clock: Clock): Promise<void> {
    try {
      await clock.wait(capMs, this.signal);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }

  /** The stream as an answer that no cache and no proxy holds back. */
  response(): Response {
    return new Response(this.#body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  #finish(): void {
    this.#gone.abort();
    this.#drained.resolve(undefined);
  }
}
