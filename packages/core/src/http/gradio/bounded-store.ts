import type { Clock } from "../../runtime/clock.ts";

interface BoundedStoreOptions {
  readonly clock: Clock;
  readonly maxBytes: number;
  readonly keepMs: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly storedAtMs: number;
}

/** Values that are kept for a while, within a bound; beyond it the oldest go first. */
export class BoundedStore<Value> {
  readonly #options: BoundedStoreOptions;
  readonly #entries = new Map<string, Entry<Value>>();
  #bytes = 0;

  constructor(options: BoundedStoreOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  set(key: string, value: Value, bytes: number): void {
    this.#delete(key);
    this.#entries.set(key, { value, bytes, storedAtMs: this.#options.clock.nowMs() });
    this.#bytes += bytes;
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
      if (storedAtMs > oldestKeptMs && this.#bytes <= maxBytes) return;
      this.#delete(key);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
