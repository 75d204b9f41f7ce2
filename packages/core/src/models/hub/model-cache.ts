// Models of the hub that are kept on this device: whole and checked, in Cache Storage, under the
// addresses that runs fetch them from.
import { InferenceError } from "../../contract/inference-error.ts";
import { bytesOf, type FetchedModel, parseModelIndex } from "./parse-model-index.ts";

interface ModelCacheOptions {
  /** Where our origin has the fetched models, with a slash at its end. */
  readonly hubUrl: string;
  /** Undefined where the platform has none, such as on plain HTTP. */
  readonly caches: CacheStorage | undefined;
}

/** A file of a model by its path. */
export type ModelFiles = ReadonlyMap<string, Blob>;

// Written last: what lies in the cache without it is half a model.
const entryFile = "downloaded.json";
const cacheName = "downloaded-models";

/** The models that were downloaded to this device. */
export class ModelCache {
  readonly #options: ModelCacheOptions;

  constructor(options: ModelCacheOptions) {
    this.#options = options;
  }

  /** Where a model's files lie, without a slash at its end. */
  urlOf({ folder }: Pick<FetchedModel, "folder">): string {
    return this.#options.hubUrl + folder;
  }

  /** The address of a model's file. */
  fileUrl(model: Pick<FetchedModel, "folder">, path: string): string {
    return `${this.urlOf(model)}/${path}`;
  }

  /** The models whose files are all here; none where the browser keeps nothing. */
  async list(): Promise<readonly FetchedModel[]> {
    const { hubUrl } = this.#options;
    const cache = await this.#open().catch(() => null);
    if (!cache) return [];
    const urls = (await cache.keys()).map(({ url }) => url).filter((url) => url.startsWith(hubUrl));
    const entries = await Promise.all(
      urls.filter((url) => url.endsWith(`/${entryFile}`)).map((url) => readEntry(cache, url)),
    );
    const here = new Set(urls);
    return entries
      .flat()
      .filter((model) => model.files.every(({ path }) => here.has(this.fileUrl(model, path))))
      .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  /**
   * Keeps a model, or nothing of it.
   * @throws InferenceError `storage-full`; `backend-unavailable` where the browser keeps nothing
   */
  async keep(model: FetchedModel, files: ModelFiles): Promise<void> {
    const cache = await this.#open();
    try {
      for (const [path, content] of files) {
        await cache.put(this.fileUrl(model, path), fileResponse(path, content));
      }
      await cache.put(this.fileUrl(model, entryFile), Response.json({ models: [model] }));
    } catch (error) {
      await this.remove(model);
      if (isFull(error)) throw storageFull(model, error);
      throw error;
    }
  }

  /** Removes a model and whatever there is of it. */
  async remove(model: Pick<FetchedModel, "folder">): Promise<void> {
    const cache = await this.#open();
    const folder = `${this.urlOf(model)}/`;
    // The entry first: from then on it is half a model at most.
    await cache.delete(folder + entryFile);
    for (const request of await cache.keys()) {
      if (request.url.startsWith(folder)) await cache.delete(request);
    }
  }

  async #open(): Promise<Cache> {
    const { caches } = this.#options;
    try {
      if (caches) return await caches.open(cacheName);
    } catch (error) {
      throw keepsNothing(error);
    }
    throw keepsNothing();
  }
}

async function readEntry(cache: Cache, url: string): Promise<readonly FetchedModel[]> {
  const response = await cache.match(url);
  return (response && parseModelIndex(await response.text())) ?? [];
}

function fileResponse(path: string, content: Blob): Response {
  const type = path.endsWith(".json") ? "application/json" : "application/octet-stream";
  return new Response(content, {
    headers: {
      "content-type": type,
      "content-length": String(content.size),
      // What an isolated page loads must say that it may.
      "cross-origin-resource-policy": "same-origin",
    },
  });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}

function storageFull(model: FetchedModel, cause: unknown): InferenceError {
  const size = bytesOf(model);
  return new InferenceError(
    "storage-full",
    `${model.name} needs ${(size / 1_000_000).toFixed(1)} MB, and this browser has no room left for that; nothing of it was kept. Delete a model or free space on this device, then try again.`,
    { retryable: true, cause, size },
  );
}

function keepsNothing(cause?: unknown): InferenceError {
  return new InferenceError(
    "backend-unavailable",
    "This browser keeps no files for this page. It does so over HTTPS, outside of private windows.",
    { cause },
  );
}
