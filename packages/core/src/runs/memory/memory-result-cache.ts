// Answers in this process's memory: the default cache, for one replica.
import { LRUCache } from "lru-cache";
import type { Clock } from "../../runtime/clock.ts";
import { inputBytes } from "../input-bytes.ts";
import { decodeAnswer, encodeAnswer, type KeptAnswer, type ResultCache } from "../result-cache.ts";

interface MemoryResultCacheOptions {
  readonly clock: Clock;
  /** How long an answer is kept. Default an hour. */
  readonly keepMs?: number;
  /** About how many bytes of memory the answers may take; beyond it the one unused for longest goes. Default 32 MiB. */
  readonly maxBytes?: number;
}

// What an entry takes beside its texts: its places in the maps and lists of the cache.
const bytesPerEntry = 200;

/** A ResultCache that forgets with its process. */
export class MemoryResultCache implements ResultCache {
  // As JSON, so that its size is known and nobody changes what others will read.
  readonly #answers: LRUCache<string, string>;

  constructor({
    clock,
    keepMs = 60 * 60_000,
    maxBytes = 32 * 1024 * 1024,
  }: MemoryResultCacheOptions) {
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      // One answer does not push out most of the others.
      maxEntrySize: Math.ceil(maxBytes / 4),
      sizeCalculation: (text, key) => bytesPerEntry + inputBytes(text) + inputBytes(key),
      ttl: keepMs,
      ttlResolution: 0,
      // It takes 0 for no time at all.
      perf: { now: () => clock.nowMs() + 1 },
    });
  }

  /** About how many bytes of memory the answers take now. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  /** How many answers are kept now; some of them may be too old. */
  get size(): number {
    return this.#answers.size;
  }

  async get(key: string): Promise<KeptAnswer | null> {
    const text = this.#answers.get(key);
    return text === undefined ? null : decodeAnswer(text);
  }

  async has(key: string): Promise<boolean> {
    return this.#answers.has(key);
  }

  async set(key: string, answer: KeptAnswer): Promise<void> {
    this.#answers.set(key, encodeAnswer(answer));
  }

  async close(): Promise<void> {
    this.#answers.clear();
  }
}
