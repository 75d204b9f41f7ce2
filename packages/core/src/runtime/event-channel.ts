/** A hand-over from code that pushes to code that pulls: events come out in order, then the end or the error. */
export class EventChannel<Event> {
  readonly #waitingEvents: Event[] = [];
  #end: { readonly error: unknown; readonly isFailure: boolean } | null = null;
  // Resolves the reader's wait; null while nobody waits.
  #wake: (() => void) | null = null;

  /** Adds an event; nothing happens after the end. */
  push(event: Event): void {
    if (this.#end) return;
    this.#waitingEvents.push(event);
    this.#wake?.();
  }

  /** Ends the events. The first end or failure counts. */
  end(): void {
    this.#close({ error: undefined, isFailure: false });
  }

  /** Ends the events with an error that the reader gets after what was pushed before. */
  fail(error: unknown): void {
    this.#close({ error, isFailure: true });
  }

  /** The events as they come; for one reader. */
  async *read(): AsyncGenerator<Event, void, void> {
    for (;;) {
      const event = this.#waitingEvents.shift();
      if (event !== undefined) yield event;
      else if (this.#end?.isFailure) throw this.#end.error;
      else if (this.#end) return;
      else await this.#next();
    }
  }

  #close(end: { error: unknown; isFailure: boolean }): void {
    this.#end ??= end;
    this.#wake?.();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
