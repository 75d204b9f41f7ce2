// Downloads into the browser's real Cache Storage; the line to the server is the test's.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { hashBytes } from "./hash-bytes.ts";
import { ModelCache } from "./model-cache.ts";
import { ModelDownloads } from "./model-downloads.ts";
import type { FetchedModel } from "./parse-model-index.ts";
import { readEmbeddedModels } from "../read-embedded-models.ts";

const hubUrl = new URL("/models/hub/", location.href).href;
const never = new AbortController().signal;
const weights = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * 31) % 251);
const contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "config.json": new TextEncoder().encode('{"model_type":"distilbert"}'),
  "onnx/model_quantized.onnx": weights,
};
let model: FetchedModel;
let hub: FlakyHub;

/** A hub whose connections break. */
class FlakyHub {
  readonly ranges: (string | null)[] = [];
  /** After how many bytes each of the next replies for the weights breaks. */
  breaks: number[] = [];
  files = contents;

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const path = request.url.replace(`${hubUrl}${model.folder}/`, "");
    if (path.endsWith("index.json")) return Response.json({ models: [model] });
    const bytes = this.files[path];
    if (!bytes) return new Response(null, { status: 404 });
    if (path.endsWith(".onnx")) this.ranges.push(request.headers.get("range"));
    const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
    const breakAt = path.endsWith(".onnx") ? this.breaks.shift() : undefined;
    return new Response(pieces(bytes.subarray(from), breakAt), { status: from > 0 ? 206 : 200 });
  };
}

function pieces(bytes: Uint8Array<ArrayBuffer>, breakAt = Infinity): ReadableStream {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= breakAt) {
        controller.error(new TypeError("The line broke."));
        return;
      }
      controller.enqueue(bytes.slice(sent, (sent += Math.min(65_536, breakAt - sent))));
      if (sent >= bytes.byteLength) controller.close();
    },
  });
}

function setUp(
  storage?: StorageManager | Pick<StorageManager, "estimate" | "persist" | "persisted">,
) {
  const cache = new ModelCache({ hubUrl, caches });
  const clock = fakeClock({ autoAdvance: true });
  return {
    cache,
    downloads: new ModelDownloads({ cache, hubUrl, storage, fetch: hub.fetch, clock }),
  };
}

async function keptUrls(): Promise<readonly string[]> {
  return (await (await caches.open("downloaded-models")).keys()).map(({ url }) => url);
}

beforeEach(async () => {
  const files = await Promise.all(
    Object.entries(contents).map(async ([path, content]) => {
      const facts = { bytes: content.byteLength, hash: { kind: "sha256", hex: "" } } as const;
      const hex = await hashBytes(only(content), facts);
      return { path, bytes: content.byteLength, hash: { kind: "sha256", hex } } as const;
    }),
  );
  model = {
    id: "someone/some-model",
    task: "sentiment-analysis",
    name: "Some model",
    revision: "0123456789abcdef0123456789abcdef01234567",
    folder: "someone_some-model-0123456789ab",
    licence: "Apache-2.0",
    published: "nothing",
    files,
  };
  hub = new FlakyHub();
});

afterEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});

async function* only(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

describe("a download", () => {
  it("keeps the whole model under the addresses that runs fetch, over a reload", async () => {
    const { cache, downloads } = setUp(navigator.storage);
    expect(await downloads.offered(never)).toEqual([model]);
    expect(await cache.list()).toEqual([]);
    const counted: number[] = [];
    await downloads.download(model, { signal: never, onBytes: (bytes) => counted.push(bytes) });
    expect(counted.at(-1)).toBe(2_000_027);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
    expect(await new ModelCache({ hubUrl, caches }).list()).toEqual([model]);
    const kept = await caches.match(`${hubUrl}${model.folder}/onnx/model_quantized.onnx`);
    expect(kept?.headers.get("content-length")).toBe("2000000");
    expect(new Uint8Array((await kept?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(weights);
  });

  it("arrives whole when the line breaks three times, and fetches no byte twice", async () => {
    hub.breaks = [300_000, 700_000, 65_536];
    const { cache, downloads } = setUp();
    await downloads.download(model, { signal: never, onBytes: () => undefined });
    expect(await cache.list()).toEqual([model]);
    const starts = hub.ranges.map((range) => Number(/\d+/u.exec(range ?? "0")?.[0]));
    expect(starts).toHaveLength(4);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it("goes on from where it was after the line stayed down", async () => {
    hub.breaks = [131_072, 0, 0, 0, 0, 0];
    const { cache, downloads } = setUp();
    const wish = { signal: never, onBytes: () => undefined };
    await expect(downloads.download(model, wish)).rejects.toMatchObject({ code: "network" });
    expect(await keptUrls()).toEqual([]);
    await downloads.download(model, wish);
    expect(hub.ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/u);
    expect(await cache.list()).toEqual([model]);
  });

  it("keeps nothing of a model whose bytes are not the hub's", async () => {
    hub.files = { ...contents, "onnx/model_quantized.onnx": weights.map((byte) => byte ^ 1) };
    const { downloads } = setUp();
    const download = downloads.download(model, { signal: never, onBytes: () => undefined });
    await expect(download).rejects.toThrow("other bytes");
    expect(await keptUrls()).toEqual([]);
  });

  it("keeps nothing when it is cancelled, and begins anew then", async () => {
    const { downloads } = setUp();
    const controller = new AbortController();
    const download = downloads.download(model, {
      signal: controller.signal,
      onBytes: (bytes) => {
        if (bytes > 500_000) controller.abort();
      },
    });
    await expect(download).rejects.toMatchObject({ code: "aborted" });
    expect(await keptUrls()).toEqual([]);
    await downloads.download(model, { signal: never, onBytes: () => undefined });
    expect(hub.ranges).toEqual([null, null]);
  });

  it("is not begun where there is no room, and says how much is needed and free", async () => {
    const { downloads } = setUp({
      estimate: async () => ({ usage: 9_000_000, quota: 10_500_000 }),
      persist: async () => false,
      persisted: async () => false,
    });
    const download = downloads.download(model, { signal: never, onBytes: () => undefined });
    await expect(download).rejects.toMatchObject({ code: "storage-full" });
    await expect(download).rejects.toThrow("needs 2.0 MB, and this browser allows 1.5 MB more");
    expect(hub.ranges).toEqual([]);
  });

  it("leaves nothing behind when the room runs out on the way", async () => {
    const full = {
      open: async (name: string) => {
        const cache = await caches.open(name);
        const put = cache.put.bind(cache);
        cache.put = async (key, response) => {
          if (new Request(key).url.endsWith(".onnx"))
            throw new DOMException("full", "QuotaExceededError");
          await put(key, response);
        };
        return cache;
      },
    };
    const cache = new ModelCache({
      hubUrl,
      caches: Object.assign(Object.create(caches), full) as CacheStorage,
    });
    const files = new Map(
      Object.entries(contents).map(([path, bytes]) => [path, new Blob([bytes])]),
    );
    const kept = cache.keep(model, files);
    await expect(kept).rejects.toMatchObject({ code: "storage-full", retryable: true });
    await expect(kept).rejects.toThrow("needs 2.0 MB");
    expect(await keptUrls()).toEqual([]);
  });
});

it("a model of which a file was lost is not listed, and a removed one is gone", async () => {
  const { cache, downloads } = setUp();
  const wish = { signal: never, onBytes: () => undefined };
  await downloads.download(model, wish);
  const store = await caches.open("downloaded-models");
  await store.delete(cache.fileUrl(model, "onnx/model_quantized.onnx"));
  expect(await cache.list()).toEqual([]);
  await downloads.download(model, wish);
  await cache.remove(model);
  expect(await keptUrls()).toEqual([]);
});

it("a browser that keeps nothing lists nothing and says why it downloads nothing", async () => {
  const cache = new ModelCache({ hubUrl, caches: undefined });
  expect(await cache.list()).toEqual([]);
  await expect(cache.keep(model, new Map())).rejects.toThrow("keeps no files");
});

it("a server without a list, or with a page in its place, offers nothing", async () => {
  const { cache } = setUp();
  const clock = fakeClock();
  const offers = (fetch: typeof globalThis.fetch) =>
    new ModelDownloads({ cache, hubUrl, storage: undefined, fetch, clock }).offered(never);
  expect(await offers(async () => new Response("no", { status: 404 }))).toEqual([]);
  expect(await offers(async () => new Response("<!doctype html>"))).toEqual([]);
  const lost = offers(() => Promise.reject(new TypeError("Failed to fetch")));
  await expect(lost).rejects.toMatchObject({ code: "network" });
});

it("the embedded models tell their size, and whether they are here", async () => {
  const modelsUrl = new URL("/models/", location.href).href;
  const place = { modelsUrl, fetch: globalThis.fetch.bind(globalThis), caches };
  const before = await readEmbeddedModels(place);
  expect(before.length).toBeGreaterThan(0);
  expect(before.every(({ bytes, isHere }) => (bytes ?? 0) > 1_000_000 && !isHere)).toBe(true);
  const cache = await caches.open("heavy-1");
  const [first] = before;
  await cache.put(
    `${modelsUrl}${first?.folder ?? ""}/onnx/model_quantized.onnx`,
    new Response("x"),
  );
  const after = await readEmbeddedModels(place);
  expect(after.map(({ isHere }) => isHere)).toEqual(before.map((_, index) => index === 0));
});
