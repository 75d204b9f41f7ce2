import type { DownloadSink } from "../models/hub/download-file.ts";

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
}

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
