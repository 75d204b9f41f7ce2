/** A waiting line that is fair between callers: one item of each in turn, each caller's in order. */
export class FairQueue<Item> {
  // Callers in the order of their turns; no caller has an empty list.
  readonly #itemsByCaller = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many items of this caller wait. */
  sizeOf(caller: string): number {
    return this.#itemsByCaller.get(caller)?.length ?? 0;
  }

  add(caller: string, item: Item): void {
    const items = this.#itemsByCaller.get(caller);
    if (items) items.push(item);
    else this.#itemsByCaller.set(caller, [item]);
    this.#size += 1;
  }

  /**
   * The next item, whose caller then goes to the end of the line; undefined when nothing waits.
   * @param isReady those who are not keep their place, and the next after them is taken; left out, all are
   */
  take(isReady: (item: Item) => boolean = () => true): Item | undefined {
    for (const [caller, items] of this.#itemsByCaller) {
      const index = items.findIndex(isReady);
      if (index < 0) continue;
      this.#itemsByCaller.delete(caller);
      const [item] = items.splice(index, 1);
      if (items.length > 0) this.#itemsByCaller.set(caller, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Takes one item out of the line; false when it is not in it. */
  remove(caller: string, item: Item): boolean {
    const items = this.#itemsByCaller.get(caller);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index < 0) return false;
    items.splice(index, 1);
    if (items.length === 0) this.#itemsByCaller.delete(caller);
    this.#size -= 1;
    return true;
  }

  /** All items in the order in which `take` would give them. */
  *inOrder(): Generator<Item, void, void> {
    const lists = [...this.#itemsByCaller.values()];
    const longest = Math.max(0, ...lists.map(({ length }) => length));
    for (let turn = 0; turn < longest; turn += 1) {
      for (const items of lists) {
        const item = items[turn];
        if (item !== undefined) yield item;
      }
    }
  }
}
