// One computation that several equal runs listen to: it goes on as long as one of them does.
import type { BackendEvent } from "../contract/backend-event.ts";
import { abortError, throwIfAborted } from "../contract/inference-error.ts";
import { onAbort } from "../runtime/abort.ts";
import { EventChannel } from "../runtime/event-channel.ts";

/** A run's seat at a computation. */
export interface Seat {
  /** All events of the computation from its first on; @throws InferenceError what it ended with, `aborted` */
  read(signal: AbortSignal): AsyncGenerator<BackendEvent, void, void>;
  /** Gives the seat up; the last one who leaves before its end stops the computation. */
  readonly leave: () => void;
}

/** Work at a backend that begins at once and is told to all who sit in, however late they come. */
export class SharedComputation {
  readonly #told: BackendEvent[] = [];
  readonly #seats = new Set<EventChannel<BackendEvent>>();
  readonly #stop = new AbortController();
  #end: { readonly error: unknown; readonly isFailure: boolean } | null = null;

  /** @param onEnd called once when it has ended, in whatever way, with its last event where that was an answer */
  constructor(
    compute: (signal: AbortSignal) => AsyncIterable<BackendEvent>,
    onEnd: (last: BackendEvent | undefined) => void,
  ) {
    // Not before whoever began it has it.
    void Promise.resolve().then(() => this.#run(compute, onEnd));
  }

  /** True once nobody listens any more: who comes now has to compute anew. */
  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Takes a seat, at once. */
  join(): Seat {
    const channel = new EventChannel<BackendEvent>();
    for (const event of this.#told) channel.push(event);
    if (this.#end?.isFailure) channel.fail(this.#end.error);
    else if (this.#end) channel.end();
    else this.#seats.add(channel);
    const leave = () => {
      const wasLast = this.#seats.delete(channel) && this.#seats.size === 0;
      if (wasLast && this.#end === null) this.#stop.abort();
    };
    return { read: (signal) => readUntilLeft(channel, signal, leave), leave };
  }

  async #run(
    compute: (signal: AbortSignal) => AsyncIterable<BackendEvent>,
    onEnd: (last: BackendEvent | undefined) => void,
  ): Promise<void> {
    try {
      for await (const event of compute(this.#stop.signal)) {
        this.#tell(event);
        if (event.type === "backend-end") break;
      }
      this.#end = { error: undefined, isFailure: false };
    } catch (error) {
      this.#end = { error, isFailure: true };
    }
    onEnd(this.#told.at(-1));
    for (const channel of this.#seats) {
      if (this.#end.isFailure) channel.fail(this.#end.error);
      else channel.end();
    }
    this.#seats.clear();
  }

  #tell(event: BackendEvent): void {
    // Who comes late is told how far it is now, not how far it was.
    if (event.type === "progress" && this.#told.at(-1)?.type === "progress") this.#told.pop();
    this.#told.push(event);
    for (const channel of this.#seats) channel.push(event);
  }
}

async function* readUntilLeft(
  channel: EventChannel<BackendEvent>,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<BackendEvent, void, void> {
  const release = onAbort(signal, () => {
    channel.fail(abortError());
  });
  try {
    for await (const event of channel.read()) {
      throwIfAborted(signal);
      yield event;
    }
  } finally {
    release();
    leave();
  }
}
