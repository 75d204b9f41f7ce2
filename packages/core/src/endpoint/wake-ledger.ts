/**
 * Counts the wakes of a day. The one in memory counts for its process: with several replicas each has the
 * whole budget, and two that wake at the same moment both count one, though the endpoint wakes once (a
 * second call only adds to the metric that raises the same alarm). A ledger in a shared store makes the
 * budget one for all.
 */
export interface WakeLedger {
  /** How many wakes the day has had; a day is a UTC date such as `2026-11-21`. */
  used(day: string): Promise<number>;
  /** Counts a wake, unless the day has had `limit` already: then false. */
  take(day: string, limit: number): Promise<boolean>;
  /** Takes back a count: that wake was not needed, or could not be sent. */
  giveBack(day: string): Promise<void>;
}

/** Counts wakes in this process; a restart begins at 0. */
export class MemoryWakeLedger implements WakeLedger {
  // Only the latest day is kept.
  #day = "";
  #used = 0;

  async used(day: string): Promise<number> {
    return this.#countOf(day);
  }

  async take(day: string, limit: number): Promise<boolean> {
    const used = this.#countOf(day);
    if (used >= limit) return false;
    this.#day = day;
    this.#used = used + 1;
    return true;
  }

  async giveBack(day: string): Promise<void> {
    if (this.#day === day) this.#used = Math.max(0, this.#used - 1);
  }

  #countOf(day: string): number {
    return this.#day === day ? this.#used : 0;
  }
}
