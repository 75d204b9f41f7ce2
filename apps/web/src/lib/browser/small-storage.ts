/** A web storage that holds `capacity` characters in each item, for tests. */
export class SmallStorage implements Storage {
  readonly #items = new Map<string, string>();
  readonly #capacity: number;
  writes = 0;

  constructor(capacity = 1_000) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  clear(): void {
    this.#items.clear();
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (value.length > this.#capacity) throw new DOMException("full", "QuotaExceededError");
    this.writes += 1;
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
