import { InferenceError } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Shares } from "../../runtime/shares.ts";
import { type Caller, keyOf } from "../../runs/runs.ts";
import { Session } from "./session.ts";

interface SessionsOptions {
  readonly clock: Clock;
  /** The most sessions at a time. */
  readonly maxSessions: number;
  /** The most of one caller; beyond it his own that nobody listens to for longest goes first. */
  readonly maxPerCaller: number;
  /** The most events of one session that are pending at a time. */
  readonly maxEvents: number;
  /** How long a session is kept without a listener: a client that comes back finds its events. */
  readonly keepMs: number;
}

interface Entry {
  readonly session: Session;
  readonly caller: string;
  /** The key that it was made with, or null. */
  readonly key: string | null;
  readonly usedAtMs: number;
}

/** Every client's session by its hash. */
export class Sessions {
  readonly #options: SessionsOptions;
  // The one that was used last is last.
  readonly #entries = new Map<string, Entry>();
  readonly #shares = new Shares();
  #isStopped = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * The session of this hash, to listen to: known, or new and empty.
   * @throws InferenceError `unknown-run` when it was made with another key, or with one and none is sent;
   * `overloaded` when there are too many
   */
  listen(hash: string, context: Caller): Session {
    const known = this.#entries.get(hash);
    if (known && known.key !== keyOf(context)) throw anothers();
    const entry = known ?? this.#make(context);
    this.#touch(hash, entry);
    if (this.#isStopped) void entry.session.stop();
    return entry.session;
  }

  /**
   * The session of this hash, to file an event in.
   * @throws InferenceError as `listen` does, `overloaded` when it waits for too many, or the server stops
   */
  join(hash: string, context: Caller): Session {
    if (this.#isStopped) throw stopping();
    const session = this.listen(hash, context);
    const { maxEvents } = this.#options;
    if (session.pendingEvents >= maxEvents) throw tooMany("pending events", maxEvents);
    return session;
  }

  /** Fails what is pending in every session and closes its stream. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#entries.values().map(({ session }) => session.stop()));
  }

  #make(context: Caller): Entry {
    const { clock, maxSessions, maxPerCaller } = this.#options;
    const { caller } = context;
    this.#forgetOld();
    if (this.#shares.of(caller) >= maxPerCaller && !this.#forgetIdle(caller)) {
      throw tooMany("sessions of yours", maxPerCaller);
    }
    if (this.#entries.size >= maxSessions && !this.#forgetIdle(this.#largest())) {
      throw tooMany("sessions", maxSessions);
    }
    this.#shares.add(caller, 1);
    return { session: new Session(clock), caller, key: keyOf(context), usedAtMs: clock.nowMs() };
  }

  #forgetOld(): void {
    const { clock, keepMs } = this.#options;
    const oldestKeptMs = clock.nowMs() - keepMs;
    for (const [hash, entry] of [...this.#entries]) {
      if (entry.usedAtMs > oldestKeptMs) return;
      if (entry.session.isIdle) this.#forget(hash, entry);
      else this.#touch(hash, entry);
    }
  }

  /** Forgets the session of this caller's that nobody listens to for longest; false when all are in use. */
  #forgetIdle(caller: string): boolean {
    for (const [hash, entry] of this.#entries) {
      if (entry.caller !== caller || !entry.session.isIdle) continue;
      this.#forget(hash, entry);
      return true;
    }
    return false;
  }

  /** The caller with the most sessions that nobody listens to. */
  #largest(): string {
    const idle = new Map<string, number>();
    for (const { caller, session } of this.#entries.values()) {
      if (session.isIdle) idle.set(caller, (idle.get(caller) ?? 0) + 1);
    }
    const [largest] = [...idle].toSorted(([, one], [, other]) => other - one);
    return largest?.[0] ?? "";
  }

  #forget(hash: string, { caller }: Entry): void {
    this.#entries.delete(hash);
    this.#shares.add(caller, -1);
  }

  #touch(hash: string, entry: Entry): void {
    this.#entries.delete(hash);
    this.#entries.set(hash, { ...entry, usedAtMs: this.#options.clock.nowMs() });
  }
}

/** The refusal of a server that stops. */
export function stopping(): InferenceError {
  return new InferenceError(
    "overloaded",
    "The server is restarting and takes no new runs. Try again in a few seconds.",
    { retryable: true, retryAfterMs: 5000 },
  );
}

function anothers(): InferenceError {
  return new InferenceError(
    "unknown-run",
    "There is no such session for you: it was made with another key, or without one. Send the key that it was made with, or a session_hash of your own making.",
  );
}

function tooMany(what: string, limit: number): InferenceError {
  return new InferenceError(
    "overloaded",
    `There are ${limit} ${what}; more are not taken at a time. Try again in a few seconds.`,
    { retryable: true, retryAfterMs: 5000, size: limit, limit },
  );
}
