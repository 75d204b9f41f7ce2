// How an answer and the marks in its text point at each other.

/** Which mark of a text the reader is at, and which is pointed at; shared by the text and the answer. */
export class MarkPointer {
  #current = $state<number | null>(null);
  #pointed = $state<number | null>(null);
  #jumps = $state(0);

  /** The mark that the reader went to; null before the first step. */
  get current(): number | null {
    return this.#current;
  }

  /** The mark that is pointed at, by the mouse or the keyboard, in the answer or in the text. */
  get pointed(): number | null {
    return this.#pointed;
  }

  /** Grows with each `goTo`, so that who shows the text knows when to scroll. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Points at a mark; null when nothing is pointed at any more. */
  point(mark: number | null): void {
    this.#pointed = mark;
  }

  /** Goes to a mark: it is scrolled into view and outlined. */
  goTo(mark: number): void {
    this.#current = mark;
    this.#jumps += 1;
  }

  /** Forgets both: another text is shown. */
  clear(): void {
    this.#current = null;
    this.#pointed = null;
  }
}
