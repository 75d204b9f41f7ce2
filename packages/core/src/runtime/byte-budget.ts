// How much memory callers may take together, and each of them, with what they have sent and wait for.
import { formatCount } from "../contract/format-count.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { Shares } from "./shares.ts";

interface ByteBudgetOptions {
  /** Bytes of all callers together. */
  readonly maxBytes: number;
  /** Bytes of one caller. Default a quarter of all. */
  readonly maxCallerBytes?: number;
}

/** What one request or run holds of a budget. */
export interface HeldBytes {
  /**
   * Holds this many bytes from now on, whatever it held before.
   * @throws InferenceError `overloaded` when there is no room for more; it then holds what it held before
   */
  set(bytes: number): void;
  /** Gives all of it back. */
  release(): void;
}

const retryAfterMs = 5000;

/** Bytes in use, within a bound for all callers and a share for each. */
export class ByteBudget {
  readonly #maxBytes: number;
  readonly #maxCallerBytes: number;
  readonly #held = new Shares();

  constructor({ maxBytes, maxCallerBytes = Math.floor(maxBytes / 4) }: ByteBudgetOptions) {
    this.#maxBytes = maxBytes;
    this.#maxCallerBytes = maxCallerBytes;
  }

  /** The bytes that are held now. */
  get bytes(): number {
    return this.#held.total;
  }

  /** Something of this caller's that holds nothing yet. */
  open(caller: string): HeldBytes {
    let held = 0;
    const set = (bytes: number) => {
      if (bytes > held) this.#check(caller, bytes - held);
      this.#held.add(caller, bytes - held);
      held = bytes;
    };
    return {
      set,
      release: () => {
        set(0);
      },
    };
  }

  #check(caller: string, more: number): void {
    const own = this.#held.of(caller) + more;
    if (own > this.#maxCallerBytes) {
      throw refusal("What you have sent and wait for", own, this.#maxCallerBytes);
    }
    const all = this.#held.total + more;
    if (all > this.#maxBytes) {
      throw refusal("What callers have sent and wait for", all, this.#maxBytes);
    }
  }
}

function refusal(what: string, size: number, limit: number): InferenceError {
  return new InferenceError(
    "overloaded",
    `${what} would be ${formatCount(size)} bytes with this; the limit is ${formatCount(limit)}. Try again in about ${retryAfterMs / 1000} s.`,
    { retryable: true, retryAfterMs, size, limit },
  );
}
