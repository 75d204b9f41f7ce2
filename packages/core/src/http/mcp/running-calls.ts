// The calls that run in this process, so that a cancellation finds its call. Until 2025-11-25 a client
// cancels by a request of its own; since 2026-07-28 it closes the call's stream, which needs no list.

/** What names a call: the session that our `initialize` gave out, and the id of the request. */
export interface CallKey {
  /** The key that the call came with, or null: nobody cancels the call of another's key. */
  readonly owner: string | null;
  readonly sessionId: string | null;
  readonly requestId: string | number;
}

/** The calls that a later request may cancel. */
export class RunningCalls {
  readonly #cancelByKey = new Map<string, () => void>();

  /** How many calls could be cancelled now. */
  get size(): number {
    return this.#cancelByKey.size;
  }

  /** Lists a call; the function that it gets back takes it off the list. */
  add(call: CallKey, cancel: () => void): () => void {
    const key = toKey(call);
    // Without a session two clients' requests have the same numbers.
    if (key === null) return () => undefined;
    this.#cancelByKey.set(key, cancel);
    return () => {
      if (this.#cancelByKey.get(key) === cancel) this.#cancelByKey.delete(key);
    };
  }

  /** Cancels a call; false when it is not here, because it has ended or runs on another replica. */
  cancel(call: CallKey): boolean {
    const key = toKey(call);
    const cancel = key === null ? undefined : this.#cancelByKey.get(key);
    cancel?.();
    return cancel !== undefined;
  }
}

function toKey({ owner, sessionId, requestId }: CallKey): string | null {
  return sessionId === null ? null : JSON.stringify([owner, sessionId, requestId]);
}
