// The one waiting line of a run: bounded, fair between callers, one lane per backend. A run whose backend has
// to wake first waits here too, in its place.
import { abortError, InferenceError } from "../contract/inference-error.ts";
import type { BackendId } from "../contract/backend-id.ts";
import { onAbort } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
import { FairQueue } from "../runtime/fair-queue.ts";

interface RunQueueOptions {
  readonly clock: Clock;
  /** How many runs a backend takes at once. */
  readonly capacityOf: (backend: BackendId) => number;
  /** The most runs that wait for one backend. */
  readonly maxWaiting: number;
  /** The most runs of one caller that wait or run at a time. */
  readonly maxPerCaller: number;
}

/** A place asked for. */
export interface PlaceRequest {
  readonly backend: BackendId;
  readonly caller: string;
  readonly signal: AbortSignal;
  /**
   * Called at once when the run has to wait, and as its position changes: at each step when few are
   * before it, after a tenth of them when many are; 1 is next.
   */
  readonly onPosition: (position: number, expectedMs: number | null) => void;
  /** True for a run that was let in before, such as a piece of a batch: it waits, however long the line is. */
  readonly wasLetIn?: boolean;
  /** For a run whose backend has to wake first: it holds its place in line meanwhile. */
  readonly wake?: Wake;
}

/** The wake that a run waits for. */
export interface Wake {
  /** Resolves when the backend is awake; where it rejects, the run leaves the line with that error. */
  readonly untilAwake: (signal: AbortSignal) => Promise<void>;
  /** How long that is expected to take yet. */
  readonly leftMs: () => number;
}

interface Ticket {
  readonly request: PlaceRequest;
  readonly admit: () => void;
  position: number;
  /** True while its backend has to wake first. */
  isAsleep: boolean;
}

interface Lane {
  readonly waiting: FairQueue<Ticket>;
  running: number;
  /** Moving average of how long a run keeps its place; null before the first has left. */
  averageMs: number | null;
}

/** Admits runs to backends, as many at once as each takes. */
export class RunQueue {
  readonly #options: RunQueueOptions;
  readonly #lanes = new Map<BackendId, Lane>();
  readonly #runsByCaller = new Map<string, number>();

  constructor(options: RunQueueOptions) {
    this.#options = options;
  }

  /** How many runs wait now, over all backends. */
  get waiting(): number {
    return this.#lanes.values().reduce((sum, lane) => sum + lane.waiting.size, 0);
  }

  /** How many runs wait now for this backend. */
  waitingFor(backend: BackendId): number {
    return this.#lanes.get(backend)?.waiting.size ?? 0;
  }

  /** Looks again how many runs a backend takes, after that has changed. */
  recheck(backend: BackendId): void {
    this.#admitNext(this.#lane(backend), backend);
  }

  /** Counts a run as its caller's while it waits elsewhere, until the function that it gets is called, once. */
  hold(caller: string): () => void {
    this.#count(caller, 1);
    return () => {
      this.#count(caller, -1);
    };
  }

  /**
   * Refuses a run that would not get a place, before it is filed.
   * @throws InferenceError `overloaded` when the line is full, `too-many-runs` when the caller has its
   * share; both say when to come back
   */
  check(backend: BackendId, caller: string): void {
    const { maxWaiting, maxPerCaller } = this.#options;
    const lane = this.#lane(backend);
    const isFull = lane.running >= this.#options.capacityOf(backend);
    if (isFull && lane.waiting.size >= maxWaiting) {
      const size = lane.waiting.size;
      const what = `The waiting line is full: ${size} of ${maxWaiting} places are taken.`;
      throw refusal("overloaded", what, { lane, size, limit: maxWaiting });
    }
    const own = this.#runsByCaller.get(caller) ?? 0;
    if (own >= maxPerCaller) {
      const what = `You have ${own} runs waiting or running; the limit is ${maxPerCaller} at a time.`;
      throw refusal("too-many-runs", what, { lane, size: own, limit: maxPerCaller });
    }
  }

  /**
   * Waits for a place at a backend. The caller gives it back by calling the function it gets, once.
   * @throws InferenceError what `check` does, `aborted` when the signal fires first
   */
  async enter(request: PlaceRequest): Promise<() => void> {
    const { backend, caller, signal, wake, wasLetIn = false } = request;
    if (signal.aborted) throw abortError();
    if (!wasLetIn) this.check(backend, caller);
    const lane = this.#lane(backend);
    this.#count(caller, 1);
    if (!wake && lane.running < this.#options.capacityOf(backend)) {
      lane.running += 1;
      return this.#leaver(lane, request);
    }
    await this.#wait(lane, request);
    return this.#leaver(lane, request);
  }

  #wait(lane: Lane, request: PlaceRequest): Promise<void> {
    const { caller, signal, wake } = request;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // Fires when the run is out of the line, in whatever way.
    const out = new AbortController();
    const leave = (error: unknown) => {
      if (!lane.waiting.remove(caller, ticket)) return;
      out.abort();
      this.#count(caller, -1);
      this.#tellPositions(lane);
      reject(error);
    };
    const admit = () => {
      out.abort();
      resolve(undefined);
    };
    const ticket: Ticket = { request, admit, position: 0, isAsleep: wake !== undefined };
    lane.waiting.add(caller, ticket);
    const release = onAbort(signal, () => {
      leave(abortError());
    });
    onAbort(out.signal, release);
    this.#tellPositions(lane);
    wake?.untilAwake(AbortSignal.any([signal, out.signal])).then(() => {
      this.#awaken(lane, request.backend);
    }, leave);
    return promise;
  }

  /** A backend that is awake for one run is awake for all who wait for that. */
  #awaken(lane: Lane, backend: BackendId): void {
    for (const ticket of lane.waiting.inOrder()) ticket.isAsleep = false;
    this.#admitNext(lane, backend);
  }

  #leaver(lane: Lane, { backend, caller }: PlaceRequest): () => void {
    const enteredAtMs = this.#options.clock.nowMs();
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const tookMs = this.#options.clock.nowMs() - enteredAtMs;
      lane.averageMs = lane.averageMs === null ? tookMs : lane.averageMs * 0.8 + tookMs * 0.2;
      lane.running -= 1;
      this.#count(caller, -1);
      this.#admitNext(lane, backend);
    };
  }

  #admitNext(lane: Lane, backend: BackendId): void {
    while (lane.running < this.#options.capacityOf(backend)) {
      const ticket = lane.waiting.take((waiting) => !waiting.isAsleep);
      if (!ticket) break;
      lane.running += 1;
      ticket.admit();
    }
    this.#tellPositions(lane);
  }

  #tellPositions(lane: Lane): void {
    let position = 0;
    for (const ticket of lane.waiting.inOrder()) {
      position += 1;
      if (!isNews(ticket.position, position)) continue;
      ticket.position = position;
      ticket.request.onPosition(position, this.#expectedMs(lane, ticket, position));
    }
  }

  #expectedMs({ averageMs }: Lane, { request, isAsleep }: Ticket, position: number): number | null {
    const capacity = Math.max(1, this.#options.capacityOf(request.backend));
    if (!isAsleep || !request.wake) {
      return averageMs === null ? null : Math.round((averageMs * position) / capacity);
    }
    // The first begin as soon as it is awake, and the others when those are done.
    const rounds = Math.floor((position - 1) / capacity);
    if (rounds > 0 && averageMs === null) return null;
    return Math.round(request.wake.leftMs() + rounds * (averageMs ?? 0));
  }

  #lane(backend: BackendId): Lane {
    const known = this.#lanes.get(backend);
    if (known) return known;
    const lane: Lane = { waiting: new FairQueue(), running: 0, averageMs: null };
    this.#lanes.set(backend, lane);
    return lane;
  }

  #count(caller: string, change: number): void {
    const runs = (this.#runsByCaller.get(caller) ?? 0) + change;
    if (runs > 0) this.#runsByCaller.set(caller, runs);
    else this.#runsByCaller.delete(caller);
  }
}

/** In a line of 500, telling everybody of every step would be 125,000 events. */
function isNews(told: number, position: number): boolean {
  return Math.abs(told - position) >= Math.max(1, Math.floor(told / 10));
}

function refusal(
  code: "overloaded" | "too-many-runs",
  what: string,
  { lane, ...facts }: { lane: Lane; size: number; limit: number },
): InferenceError {
  const retryAfterMs = Math.max(1000, Math.round(lane.averageMs ?? 1000));
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new InferenceError(code, `${what} Try again in about ${seconds} s.`, {
    retryable: true,
    retryAfterMs,
    ...facts,
  });
}
