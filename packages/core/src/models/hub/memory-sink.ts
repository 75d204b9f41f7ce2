import { yieldToMessages } from "../../runtime/yield-to-messages.ts";
import type { DownloadSink } from "./download-file.ts";

// A hash of so many bytes takes some milliseconds; a page answers its person in between.
const yieldBytes = 1_000_000;

/** A download's bytes in memory. */
export class MemorySink implements DownloadSink {
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  async bytes(): Promise<number> {
    return this.#chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk.slice());
  }

  async clear(): Promise<void> {
    this.#chunks = [];
  }

  async content(): Promise<AsyncIterable<Uint8Array>> {
    return chunksOf(this.#chunks);
  }

  /** All that it has, as one file. */
  blob(): Blob {
    return new Blob(this.#chunks);
  }
}

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  let sinceYield = 0;
  for (const chunk of chunks) {
    yield chunk;
    sinceYield += chunk.byteLength;
    if (sinceYield < yieldBytes) continue;
    sinceYield = 0;
    await yieldToMessages();
  }
}
