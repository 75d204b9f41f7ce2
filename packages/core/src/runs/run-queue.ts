// The one waiting line of a run: bounded, fair between callers, one lane per backend. Short runs go before
// long ones, which have places of their own. A run whose backend has to wake first waits here too.
import { formatCount } from "../contract/format-count.ts";
import { abortError, InferenceError } from "../contract/inference-error.ts";
import type { BackendId } from "../contract/backend-id.ts";
import { onAbort } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
import { FairQueue } from "../runtime/fair-queue.ts";
import { longLimits, maxShortCharacters, type RunSize, shareOf, sizes } from "./run-size.ts";
import { Shares } from "../runtime/shares.ts";

interface RunQueueOptions {
  readonly clock: Clock;
  /** How many runs a backend takes at once. */
  readonly capacityOf: (backend: BackendId) => number;
  /**
   * How many long runs it takes beside those, where its runs take turns; undefined, or left out, where a long
   * run takes a place among the others to its end.
   */
  readonly longCapacityOf?: (backend: BackendId) => number | undefined;
  /** The most runs that wait for one backend. */
  readonly maxWaiting: number;
  /** The most runs of one caller that wait or run at a time. */
  readonly maxPerCaller: number;
  /** The most characters of all runs that wait or run; no limit if left out. */
  readonly maxCharacters?: number;
}

/** A run that wants to be let in. */
export interface Applicant {
  readonly backend: BackendId;
  readonly caller: string;
  /** Short if left out. */
  readonly size?: RunSize;
  /** The characters of its input, kept in memory until it ends; 0 if left out, as for a piece of what was counted before. */
  readonly characters?: number;
}

/** A place asked for. */
export interface SlotRequest extends Applicant {
  readonly signal: AbortSignal;
  /**
   * Called at once when the run has to wait, and as its position among the runs of its size changes: at
   * each step when few are before it, after a tenth of them when many are; 1 is next.
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
  readonly request: SlotRequest;
  readonly admit: () => void;
  position: number;
  /** True while its backend has to wake first. */
  isAsleep: boolean;
}

/** The runs of one size at one backend. */
interface Lane {
  readonly waiting: FairQueue<Ticket>;
  readonly running: Shares;
  /** Moving average of how long a run keeps its place; null before the first has left. */
  averageMs: number | null;
}

interface BackendQueue extends Readonly<Record<RunSize, Lane>> {
  readonly backend: BackendId;
  /** How many short runs were taken while a long one waited that had its place. */
  passed: number;
}

// So many short runs go before a long one that waits; then it has its turn.
const mostPassed = 8;

/** Admits runs to backends, as many at once as each takes. */
export class RunQueue {
  readonly #options: RunQueueOptions;
  readonly #queues = new Map<BackendId, BackendQueue>();
  readonly #runs = new Shares();
  readonly #characters = new Shares();

  constructor(options: RunQueueOptions) {
    this.#options = options;
  }

  /** How many runs wait now, over all backends. */
  get waiting(): number {
    return this.#queues.values().reduce((sum, queue) => sum + waitingIn(queue), 0);
  }

  /** How many runs wait now for this backend. */
  waitingFor(backend: BackendId): number {
    return waitingIn(this.#queueOf(backend));
  }

  /** Looks again how many runs a backend takes, after that has changed. */
  recheck(backend: BackendId): void {
    this.#admitNext(this.#queueOf(backend));
  }

  /** Counts a run as its caller's while it waits elsewhere, until the function that it gets is called, once. */
  hold(caller: string, characters = 0): () => void {
    this.#count({ caller, characters }, 1);
    return () => {
      this.#count({ caller, characters }, -1);
    };
  }

  /** Why this backend would take no run of anybody now, in words; null when it would. */
  overload(backend: BackendId): string | null {
    const { maxWaiting, maxCharacters = Infinity } = this.#options;
    const queue = this.#queueOf(backend);
    const size = waitingIn(queue);
    if (!this.#hasRoom(queue, "short") && size >= maxWaiting) return queueIsFull(size, maxWaiting);
    const held = this.#characters.total;
    if (held + maxShortCharacters <= maxCharacters) return null;
    return `the runs that wait or run have ${formatCount(held)} of ${formatCount(maxCharacters)} characters`;
  }

  /**
   * Refuses a run that would not get a place, before it is filed.
   * @throws InferenceError `overloaded` when the line is full, `too-many-runs` when the caller has its
   * share; both say when to come back
   */
  check(applicant: Applicant): void {
    this.#checkPlaces(applicant);
    this.checkShare(applicant);
  }

  /**
   * Refuses a run that its caller has no share left for, before it is filed, where it needs no place.
   * @throws InferenceError `overloaded`, `too-many-runs`, as `check` does
   */
  checkShare(applicant: Applicant): void {
    this.#checkRuns(applicant);
    this.#checkCharacters(applicant);
  }

  #checkPlaces(applicant: Applicant): void {
    const { backend, caller, size = "short" } = applicant;
    const { maxWaiting } = this.#options;
    const queue = this.#queueOf(backend);
    const refuse = refuseFrom(queue[size]);
    if (!this.#mayRun(queue, applicant)) {
      const all = waitingIn(queue);
      if (all >= maxWaiting)
        throw refuse("overloaded", `${sentence(queueIsFull(all, maxWaiting))}.`, {
          size: all,
          limit: maxWaiting,
        });
      const limit = size === "short" ? maxWaiting : longLimits.waiting(maxWaiting);
      const lane = queue[size].waiting;
      if (size === "long" && lane.size >= limit) {
        const what = `All ${limit} places for waiting runs of more than ${formatCount(maxShortCharacters)} characters are taken; the others are kept for shorter ones.`;
        throw refuse("overloaded", what, { size: lane.size, limit });
      }
      const free = Math.min(maxWaiting - all, size === "long" ? limit - lane.size : Infinity);
      const waiting = lane.sizeOf(caller);
      if (waiting >= free) {
        const what = `You have ${waiting} runs in the waiting line, where ${free} places are free; one caller has at most as many as are free.`;
        throw refuse("too-many-runs", what, { size: waiting, limit: free });
      }
    }
  }

  #checkRuns({ backend, caller, size = "short" }: Applicant): void {
    const { maxPerCaller } = this.#options;
    const own = this.#runs.of(caller);
    if (own < maxPerCaller) return;
    const refuse = refuseFrom(this.#queueOf(backend)[size]);
    const what = `You have ${own} runs waiting or running; the limit is ${maxPerCaller} at a time.`;
    throw refuse("too-many-runs", what, { size: own, limit: maxPerCaller });
  }

  #checkCharacters({ backend, caller, size = "short", characters = 0 }: Applicant): void {
    const { maxCharacters = Infinity } = this.#options;
    const refuse = refuseFrom(this.#queueOf(backend)[size]);
    const free = maxCharacters - this.#characters.total;
    if (characters > free) {
      const what = `The run has ${formatCount(characters)} characters; those that wait or run leave room for ${formatCount(Math.max(0, free))} of ${formatCount(maxCharacters)}.`;
      throw refuse("overloaded", what, { size: characters, limit: Math.max(0, free) });
    }
    const own = this.#characters.of(caller);
    // What is short is let in as long as there is room at all.
    if (size === "short" || own + characters <= free - characters || own === 0) return;
    const what = `Your runs that wait or run have ${formatCount(own)} characters, this one ${formatCount(characters)}, and ${formatCount(free)} are free; one caller has at most as many as are left free.`;
    throw refuse("too-many-runs", what, { size: own + characters, limit: free - characters });
  }

  /**
   * Waits for a place at a backend. The caller gives it back by calling the function it gets, once.
   * @throws InferenceError what `check` does, `aborted` when the signal fires first
   */
  async enter(request: SlotRequest): Promise<() => void> {
    const { backend, signal, wake, size = "short", wasLetIn = false } = request;
    if (signal.aborted) throw abortError();
    if (!wasLetIn) this.check(request);
    const queue = this.#queueOf(backend);
    this.#count(request, 1);
    if (!wake && this.#mayRun(queue, request)) queue[size].running.add(request.caller, 1);
    else await this.#wait(queue, request);
    return this.#leaver(queue, request);
  }

  #wait(queue: BackendQueue, request: SlotRequest): Promise<void> {
    const { caller, signal, wake, size = "short" } = request;
    const lane = queue[size];
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // Fires when the run is out of the line, in whatever way.
    const out = new AbortController();
    const leave = (error: unknown) => {
      if (!lane.waiting.remove(caller, ticket)) return;
      out.abort();
      this.#count(request, -1);
      this.#tellPositions(queue);
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
    this.#tellPositions(queue);
    wake?.untilAwake(AbortSignal.any([signal, out.signal])).then(() => {
      this.#awaken(queue);
    }, leave);
    return promise;
  }

  /** A backend that is awake for one run is awake for all who wait for that. */
  #awaken(queue: BackendQueue): void {
    for (const size of sizes) {
      for (const ticket of queue[size].waiting.inOrder()) ticket.isAsleep = false;
    }
    this.#admitNext(queue);
  }

  #leaver(queue: BackendQueue, request: SlotRequest): () => void {
    const { caller, size = "short" } = request;
    const lane = queue[size];
    const enteredAtMs = this.#options.clock.nowMs();
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const tookMs = this.#options.clock.nowMs() - enteredAtMs;
      lane.averageMs = lane.averageMs === null ? tookMs : lane.averageMs * 0.8 + tookMs * 0.2;
      lane.running.add(caller, -1);
      this.#count(request, -1);
      this.#admitNext(queue);
    };
  }

  #admitNext(queue: BackendQueue): void {
    for (let ticket = this.#takeNext(queue); ticket; ticket = this.#takeNext(queue)) {
      const { caller, size = "short" } = ticket.request;
      queue[size].running.add(caller, 1);
      ticket.admit();
    }
    this.#tellPositions(queue);
  }

  #takeNext(queue: BackendQueue): Ticket | undefined {
    const inTurn = queue.passed < mostPassed ? sizes : sizes.toReversed();
    for (const size of inTurn) {
      const isReady = ({ isAsleep, request }: Ticket) => !isAsleep && this.#mayRun(queue, request);
      const ticket = queue[size].waiting.take(isReady);
      if (!ticket) continue;
      queue.passed = size === "short" && queue.long.waiting.size > 0 ? queue.passed + 1 : 0;
      return ticket;
    }
    return undefined;
  }

  /** Whether a run may begin now: there is room for its size, and its caller has not its share of it. */
  #mayRun(queue: BackendQueue, { caller, size = "short" }: Applicant): boolean {
    if (!this.#hasRoom(queue, size)) return false;
    // Where a place is no slice but a whole answer, short runs are not held back: the order is fair.
    const isShared = this.#options.longCapacityOf?.(queue.backend) !== undefined;
    if (size === "short" && !isShared) return true;
    return queue[size].running.of(caller) < shareOf(this.#placesFor(queue, size));
  }

  #hasRoom(queue: BackendQueue, size: RunSize): boolean {
    const { capacityOf, longCapacityOf } = this.#options;
    if (queue[size].running.total >= this.#placesFor(queue, size)) return false;
    if (longCapacityOf?.(queue.backend) !== undefined) return true;
    return queue.short.running.total + queue.long.running.total < capacityOf(queue.backend);
  }

  #placesFor({ backend }: BackendQueue, size: RunSize): number {
    const { capacityOf, longCapacityOf } = this.#options;
    const capacity = capacityOf(backend);
    if (size === "short") return capacity;
    return longCapacityOf?.(backend) ?? longLimits.running(capacity);
  }

  #tellPositions(queue: BackendQueue): void {
    for (const size of sizes) {
      let position = 0;
      for (const ticket of queue[size].waiting.inOrder()) {
        position += 1;
        if (!isNews(ticket.position, position)) continue;
        ticket.position = position;
        ticket.request.onPosition(position, this.#expectedMs(queue, ticket, position));
      }
    }
  }

  #expectedMs(queue: BackendQueue, { request, isAsleep }: Ticket, position: number): number | null {
    const { size = "short", wake } = request;
    const { averageMs } = queue[size];
    const places = Math.max(1, this.#placesFor(queue, size));
    if (!isAsleep || !wake) {
      return averageMs === null ? null : Math.round((averageMs * position) / places);
    }
    // The first begin as soon as it is awake, and the others when those are done.
    const rounds = Math.floor((position - 1) / places);
    if (rounds > 0 && averageMs === null) return null;
    return Math.round(wake.leftMs() + rounds * (averageMs ?? 0));
  }

  #queueOf(backend: BackendId): BackendQueue {
    const known = this.#queues.get(backend);
    if (known) return known;
    const queue: BackendQueue = { backend, short: emptyLane(), long: emptyLane(), passed: 0 };
    this.#queues.set(backend, queue);
    return queue;
  }

  #count(
    { caller, characters = 0 }: Pick<Applicant, "caller" | "characters">,
    change: 1 | -1,
  ): void {
    this.#runs.add(caller, change);
    this.#characters.add(caller, change * characters);
  }
}

function emptyLane(): Lane {
  return { waiting: new FairQueue(), running: new Shares(), averageMs: null };
}

function waitingIn({ short, long }: BackendQueue): number {
  return short.waiting.size + long.waiting.size;
}

/** In a line of 500, telling everybody of every step would be 125,000 events. */
function isNews(told: number, position: number): boolean {
  return Math.abs(told - position) >= Math.max(1, Math.floor(told / 10));
}

function queueIsFull(size: number, limit: number): string {
  return `the waiting line is full: ${size} of ${limit} places are taken`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface RefusalFacts {
  readonly size: number;
  readonly limit: number;
}

function refuseFrom({ averageMs }: Lane) {
  return (code: "overloaded" | "too-many-runs", what: string, facts: RefusalFacts) => {
    const retryAfterMs = Math.max(1000, Math.round(averageMs ?? 1000));
    const seconds = Math.ceil(retryAfterMs / 1000);
    return new InferenceError(code, `${what} Try again in about ${seconds} s.`, {
      retryable: true,
      retryAfterMs,
      ...facts,
    });
  };
}
