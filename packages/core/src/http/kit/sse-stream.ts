// One event stream to one reader: writers wait while the reader is behind, and learn when it is gone.
import { isAbort } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";

/** How long a stream may be silent: load balancers close one after 60 s, some proxies after 30 s. */
const keepAliveEveryMs = 15_000;

interface SseStreamOptions {
  /** Bytes that wait in this process for a reader that is behind. Default 64 KB. */
  readonly maxBehindBytes?: number;
}

/** A stream of server-sent events. */
export class SseStream {
  readonly #gone = new AbortController();
  readonly #encoder = new TextEncoder();
  readonly #body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  // What all writers wait for that found the reader behind.
  #drained: PromiseWithResolvers<undefined> | null = null;

  /** @param hangUp fires when the reader hung up, where the server passes that on: the request's signal */
  constructor(hangUp: AbortSignal, { maxBehindBytes = 64 * 1024 }: SseStreamOptions = {}) {
    this.#body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#release();
        },
        cancel: () => {
          this.#finish();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: maxBehindBytes }),
    );
    const onAbort = () => {
      this.#finish();
    };
    if (hangUp.aborted) this.#finish();
    hangUp.addEventListener("abort", onAbort, { signal: this.signal });
  }

  /** Fires when nobody reads any more: the reader hung up or the stream was ended. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** True while the reader has not taken what was written before. */
  get isBehind(): boolean {
    return !this.signal.aborted && (this.#controller?.desiredSize ?? 0) <= 0;
  }

  /** Writes without waiting. */
  push(frame: string): void {
    if (!this.signal.aborted) this.#controller?.enqueue(this.#encoder.encode(frame));
  }

  /** Writes, and waits while the reader is behind. */
  async send(frame: string): Promise<void> {
    this.push(frame);
    await this.drained();
  }

  /** Resolves when the reader is no longer behind, or gone. */
  async drained(): Promise<void> {
    while (this.isBehind) {
      this.#drained ??= Promise.withResolvers<undefined>();
      await this.#drained.promise;
    }
  }

  /** Writes a frame every 15 s for as long as somebody reads, so that no proxy takes the stream for dead. */
  async keepAlive(frame: string, clock: Clock): Promise<void> {
    try {
      for (;;) {
        await clock.wait(keepAliveEveryMs, this.signal);
        if (!this.isBehind) this.push(frame);
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
    this.#controller?.error(new Error("The server broke the stream off."));
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
  response(headers: Readonly<Record<string, string>> = {}): Response {
    return new Response(this.#body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        ...headers,
      },
    });
  }

  #finish(): void {
    this.#gone.abort();
    this.#release();
  }

  #release(): void {
    this.#drained?.resolve(undefined);
    this.#drained = null;
  }
}
