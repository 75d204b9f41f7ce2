/** How much of something each caller holds; who holds nothing takes no memory. */
export class Shares {
  readonly #byCaller = new Map<string, number>();
  #total = 0;

  /** What all hold together. */
  get total(): number {
    return this.#total;
  }

  /** What one caller holds. */
  of(caller: string): number {
    return this.#byCaller.get(caller) ?? 0;
  }

  /** Gives a caller more, or less with a number below 0. */
  add(caller: string, change: number): void {
    const share = this.of(caller) + change;
    this.#total += change;
    if (share > 0) this.#byCaller.set(caller, share);
    else this.#byCaller.delete(caller);
  }
}
