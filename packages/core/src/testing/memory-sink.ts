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

  async content(): Promise<ReadableStream<Uint8Array>> {
    return new Blob(this.#chunks).stream();
  }
}
