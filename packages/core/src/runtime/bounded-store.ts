import type { Clock } from "./clock.ts";

interface BoundedStoreOptions {
  readonly clock: Clock;
  /** Bytes of all values, with what keeping each one costs. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly owner: string;
  readonly storedAtMs: number;
}

/** What a value costs beside its own bytes: its key, its entry and its place in two maps, rounded up. */
const overheadBytes = 1024;

/**
 * Values that are kept for a while, within a bound for all. Beyond it the owner who keeps most gives up
 * his oldest, so that nobody's values go for what another one sends.
 */
export class BoundedStore<Value> {
  readonly #options: BoundedStoreOptions;
  // The oldest first, of all and of each owner.
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #owners = new Map<string, { bytes: number; readonly keys: Set<string> }>();
  #bytes = 0;

  constructor(options: BoundedStoreOptions) {
    this.#options = options;
  }

  /** The bytes that count towards the bound. */
  get bytes(): number {
    return this.#bytes;
  }

  set(key: string, value: Value, { bytes, owner }: { bytes: number; owner: string }): void {
    this.#delete(key);
    const cost = bytes + overheadBytes;
    this.#entries.set(key, { value, bytes: cost, owner, storedAtMs: this.#options.clock.nowMs() });
    const share = this.#owners.get(owner) ?? { bytes: 0, keys: new Set() };
    share.bytes += cost;
    share.keys.add(key);
    this.#owners.set(owner, share);
    this.#bytes += cost;
    this.#forgetOld();
  }

  get(key: string): Value | undefined {
    this.#forgetOld();
    return this.#entries.get(key)?.value;
  }

  #forgetOld(): void {
    const { clock, maxBytes, keepMs } = this.#options;
    const oldestKeptMs = clock.nowMs() - keepMs;
    for (const [key, { storedAtMs }] of this.#entries) {
      if (storedAtMs > oldestKeptMs) break;
      this.#delete(key);
    }
    while (this.#bytes > maxBytes) {
      const shares = [...this.#owners.values()];
      const largest = shares.reduce((one, other) => (other.bytes > one.bytes ? other : one));
      for (const key of largest.keys) {
        this.#delete(key);
        break;
      }
    }
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    const share = this.#owners.get(entry.owner);
    if (!share) return;
    share.bytes -= entry.bytes;
    share.keys.delete(key);
    if (share.keys.size === 0) this.#owners.delete(entry.owner);
  }
}
