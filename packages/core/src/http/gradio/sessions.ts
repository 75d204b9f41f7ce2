import { InferenceError } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Session } from "./session.ts";

interface SessionsOptions {
  readonly clock: Clock;
  /** The most sessions at a time; beyond it the one that nobody listens to for longest goes first. */
  readonly maxSessions: number;
  /** The most events of one session that are pending at a time. */
  readonly maxEvents: number;
  /** How long a session is kept without a listener: a client that comes back finds its events. */
  readonly keepMs: number;
}

interface Entry {
  readonly session: Session;
  readonly usedAtMs: number;
}

/** Every client's session by its hash. */
export class Sessions {
  readonly #options: SessionsOptions;
  // The one that was used last is last.
  readonly #entries = new Map<string, Entry>();
  #isStopped = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The session of this hash, to listen to: known, or new and empty. */
  listen(hash: string): Session {
    const { clock, maxSessions } = this.#options;
    const known = this.#entries.get(hash);
    if (!known) {
      this.#forgetOld();
      if (this.#entries.size >= maxSessions) throw tooMany("sessions", maxSessions);
    }
    const session = known?.session ?? new Session(clock);
    this.#touch(hash, session);
    if (this.#isStopped) void session.stop();
    return session;
  }

  /**
   * The session of this hash, to file an event in.
   * @throws InferenceError `overloaded` when it waits for too many, or the server stops
   */
  join(hash: string): Session {
    if (this.#isStopped) throw stopping();
    const session = this.listen(hash);
    const { maxEvents } = this.#options;
    if (session.pendingEvents >= maxEvents) throw tooMany("pending events", maxEvents);
    return session;
  }

  /** Fails what is pending in every session and closes its stream. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#entries.values().map(({ session }) => session.stop()));
  }

  #forgetOld(): void {
    const { clock, keepMs, maxSessions } = this.#options;
    const oldestKeptMs = clock.nowMs() - keepMs;
    for (const [hash, { session, usedAtMs }] of [...this.#entries]) {
      if (usedAtMs > oldestKeptMs && this.#entries.size < maxSessions) return;
      if (session.isIdle) this.#entries.delete(hash);
      else this.#touch(hash, session);
    }
  }

  #touch(hash: string, session: Session): void {
    this.#entries.delete(hash);
    this.#entries.set(hash, { session, usedAtMs: this.#options.clock.nowMs() });
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

function tooMany(what: string, limit: number): InferenceError {
  return new InferenceError(
    "overloaded",
    `There are ${limit} ${what}; more are not taken at a time. Try again in a few seconds.`,
    { retryable: true, retryAfterMs: 5000, size: limit, limit },
  );
}
