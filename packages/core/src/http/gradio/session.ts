// One client's session: its pending events and the one stream that carries what happens to them all.
// A client opens its next stream only after `close_stream`, and has no time-outs: a stream that ends
// without it, or a message that is lost between two streams, hangs every later call of that client.
import { isAbort, toWireError } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { closeStreamFrame, eventFrame, failed, heartbeatFrame } from "./messages.ts";
import type { SseStream } from "../kit/sse-stream.ts";

/** A run that a session waits for. */
export interface SessionEvent {
  readonly eventId: string;
  /** Sends the run's messages from its first to its last, or stops early when the signal fires. */
  deliver(send: (frame: string) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** How a kind of client wants its streams. */
export interface ClientHabits {
  /** How long a stream stays open after its last event. */
  readonly lingerMs: number;
  /** How long the messages of a new event wait for the client to know that event. */
  readonly holdMs: number;
  /** How much longer for each other event that is pending: a busy client takes longer to know one. */
  readonly holdPerEventMs: number;
  /** How long the end of a cancelled run waits, so that the client's own cancelling comes first. */
  readonly holdCancelledMs: number;
  /** How long after a hang-up a client takes to be ready for its next stream. */
  readonly settleMs: number;
}

interface Attachment {
  readonly stream: SseStream;
  readonly habits: ClientHabits;
  /** Fires when this stream gets no more messages. */
  readonly detached: AbortController;
}

interface Pending {
  readonly event: SessionEvent;
  readonly readyAtMs: number;
}

/** How long a stream waits, after `close_stream`, for its reader to hang up. */
const hangUpCapMs = 1000;

/**
 * How long a join's answer waits for that hang-up, so that the client reads `close_stream` first.
 * The client in Node aborts its stream without effect once the garbage collector was there, so this is
 * shorter: as long as two connections may differ in their delay.
 */
const holdJoinMs = 300;

const longestHoldMs = 1500;

const stopMessage = failed(
  "backend-unavailable",
  "The server is restarting. Please try again.",
  "Server stopped",
);

/** A session of one client. */
export class Session {
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();
  #attachment: Attachment | null = null;
  // Events that are being filed; the stream must not close meanwhile.
  #joining = 0;
  #closing: Promise<void> | null = null;
  #linger: AbortController | null = null;
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Events whose last message has not been sent. */
  get pendingEvents(): number {
    return this.#pending.size + this.#joining;
  }

  /** True when nobody listens and nothing is being filed. */
  get isIdle(): boolean {
    return this.#attachment === null && this.#joining === 0;
  }

  /** Files an event; resolves when the client may learn its id. */
  async join(start: () => Promise<SessionEvent>, habits: ClientHabits): Promise<SessionEvent> {
    this.#joining += 1;
    this.#linger?.abort();
    try {
      const event = await start();
      if (!this.#pending.has(event.eventId)) {
        const others = this.pendingEvents - 1;
        const holdMs = Math.min(longestHoldMs, habits.holdMs + others * habits.holdPerEventMs);
        const pending = { event, readyAtMs: this.#clock.nowMs() + holdMs };
        this.#pending.set(event.eventId, pending);
        if (this.#attachment) void this.#deliver(pending, this.#attachment);
      }
      // An id that arrives before the client has let go of its old stream finds no stream afterwards.
      while (this.#closing) await this.#closing;
      return event;
    } finally {
      this.#joining -= 1;
      void this.#closeWhenIdle();
    }
  }

  /** Makes this the session's stream; an older one is closed. */
  attach(stream: SseStream, habits: ClientHabits): void {
    if (this.#attachment) void this.#close(this.#attachment);
    const attachment = { stream, habits, detached: new AbortController() };
    this.#attachment = attachment;
    stream.signal.addEventListener("abort", () => {
      attachment.detached.abort();
      if (this.#attachment === attachment) this.#attachment = null;
    });
    if (this.#isStopped) {
      void this.stop();
      return;
    }
    void stream.keepAlive(heartbeatFrame, this.#clock);
    for (const pending of this.#pending.values()) void this.#deliver(pending, attachment);
    void this.#closeWhenIdle();
  }

  /** Fails what is pending with words that both clients show, and closes the stream. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const attachment = this.#attachment;
    if (!attachment) return;
    attachment.detached.abort();
    for (const eventId of this.#pending.keys()) {
      attachment.stream.push(eventFrame(eventId, stopMessage));
    }
    this.#pending.clear();
    await this.#close(attachment);
  }

  async #deliver({ event, readyAtMs }: Pending, { stream, detached }: Attachment): Promise<void> {
    const { signal } = detached;
    const send = (frame: string) => (signal.aborted ? Promise.resolve() : stream.send(frame));
    try {
      const holdMs = readyAtMs - this.#clock.nowMs();
      if (holdMs > 0) await this.#clock.wait(holdMs, signal);
      await event.deliver(send, signal);
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = toWireError(error);
      await send(eventFrame(event.eventId, failed(code, message)));
    }
    if (signal.aborted) return;
    this.#pending.delete(event.eventId);
    await this.#closeWhenIdle();
  }

  async #closeWhenIdle(): Promise<void> {
    const attachment = this.#attachment;
    if (!attachment || this.pendingEvents > 0) return;
    this.#linger?.abort();
    const linger = new AbortController();
    this.#linger = linger;
    const { habits, detached } = attachment;
    try {
      await this.#clock.wait(habits.lingerMs, AbortSignal.any([linger.signal, detached.signal]));
    } catch (error) {
      if (isAbort(error)) return;
      throw error;
    }
    // A join may have begun between the timer and this line.
    if (this.pendingEvents > 0 || this.#attachment !== attachment) return;
    void this.#close(attachment);
    const closing = this.#untilLetGo(attachment);
    this.#closing = closing;
    await closing;
    if (this.#closing === closing) this.#closing = null;
  }

  async #untilLetGo({ stream, habits }: Attachment): Promise<void> {
    await stream.hungUp(holdJoinMs, this.#clock);
    if (habits.settleMs > 0) await this.#clock.wait(habits.settleMs);
  }

  async #close(attachment: Attachment): Promise<void> {
    const { stream, detached } = attachment;
    if (this.#attachment === attachment) this.#attachment = null;
    detached.abort();
    stream.push(closeStreamFrame);
    await stream.hungUp(hangUpCapMs, this.#clock);
    stream.end();
  }
}
