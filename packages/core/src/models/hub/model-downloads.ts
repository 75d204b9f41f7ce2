// A model from our own origin → this device: file by file over a line that may break, kept when all of
// it has come and every hash is right.
import { InferenceError, isAbort, throwIfAborted } from "../../contract/inference-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type DeviceStorage, readSpace } from "./device-space.ts";
import { downloadFile } from "./download-file.ts";
import { MemorySink } from "./memory-sink.ts";
import type { ModelCache } from "./model-cache.ts";
import { bytesOf, type FetchedModel, parseModelIndex } from "./parse-model-index.ts";

interface ModelDownloadsOptions {
  readonly cache: ModelCache;
  /** Where our origin has the fetched models, with a slash at its end. */
  readonly hubUrl: string;
  readonly storage: DeviceStorage | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

interface DownloadWish {
  readonly signal: AbortSignal;
  /** Told how much of the whole model has come. */
  readonly onBytes: (bytes: number) => void;
}

/** What the operator of this server offers for download, and the way of it to this device. */
export class ModelDownloads {
  readonly #options: ModelDownloadsOptions;
  readonly #fetch: typeof globalThis.fetch;
  // What has come of a download that broke, by address: another try goes on from there.
  readonly #sinks = new Map<string, MemorySink>();

  constructor(options: ModelDownloadsOptions) {
    this.#options = options;
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#fetch = (...call) => options.fetch(...call);
  }

  /**
   * The models that can be downloaded here; none when nobody put any there.
   * @throws InferenceError `network`
   */
  async offered(signal: AbortSignal): Promise<readonly FetchedModel[]> {
    let text: string;
    try {
      const url = `${this.#options.hubUrl}index.json`;
      const response = await this.#fetch(url, { cache: "no-cache", signal });
      if (!response.ok) return [];
      text = await response.text();
    } catch (error) {
      throwIfAborted(signal);
      throw new InferenceError(
        "network",
        "Which models this server offers could not be read. Check the connection, then close and open this again.",
        { retryable: true, cause: error },
      );
    }
    return parseModelIndex(text) ?? [];
  }

  /**
   * Brings a model to this device. What came before a line went down or the room ran out waits in memory
   * for another try, until the page is closed.
   * @throws InferenceError `storage-full`, `network`, `model-not-found`, `backend-failed` when bytes are
   * not the model's, `backend-unavailable` where the browser keeps nothing, `aborted`
   */
  async download(model: FetchedModel, { signal, onBytes }: DownloadWish): Promise<void> {
    try {
      await this.#checkSpace(model);
      await this.#fetchFiles(model, signal, onBytes);
      throwIfAborted(signal);
      const files = model.files.map(
        ({ path }) => [path, this.#sinkOf(model, path).blob()] as const,
      );
      await this.#options.cache.keep(model, new Map(files));
      this.#forget(model);
    } catch (error) {
      const isKept = error instanceof InferenceError && error.retryable && !isAbort(error);
      if (!isKept) this.#forget(model);
      throw error;
    }
  }

  async #fetchFiles(
    model: FetchedModel,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const { cache, clock } = this.#options;
    let before = 0;
    for (const file of model.files) {
      await downloadFile({
        file,
        // Past every cache: it would keep these bytes a second time.
        request: new Request(cache.fileUrl(model, file.path), { cache: "no-store" }),
        sink: this.#sinkOf(model, file.path),
        fetch: this.#fetch,
        clock,
        signal,
        onBytes: (bytes) => {
          onBytes(before + bytes);
        },
      });
      before += file.bytes;
    }
  }

  async #checkSpace(model: FetchedModel): Promise<void> {
    // Some browsers tell less room than there is, and some more: what is kept may still not fit.
    const space = await readSpace(this.#options.storage);
    const bytes = bytesOf(model);
    if (!space || space.freeBytes >= bytes) return;
    const [needed, free] = [bytes, space.freeBytes].map(megabytes);
    throw new InferenceError(
      "storage-full",
      `${model.name} needs ${needed} MB, and this browser allows ${free} MB more for this site. Delete a model or free space on this device, then try again.`,
      { retryable: true, size: bytes, limit: space.freeBytes },
    );
  }

  #sinkOf(model: FetchedModel, path: string): MemorySink {
    const url = this.#options.cache.fileUrl(model, path);
    const sink = this.#sinks.get(url) ?? new MemorySink();
    this.#sinks.set(url, sink);
    return sink;
  }

  #forget(model: FetchedModel): void {
    for (const { path } of model.files) {
      this.#sinks.delete(this.#options.cache.fileUrl(model, path));
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
