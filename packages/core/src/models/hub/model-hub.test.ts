import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../../testing/collect.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { MemorySink } from "./memory-sink.ts";
import { type LocalHub, localCommit, serveHub } from "../../testing/serve-hub.ts";
import { downloadFile } from "./download-file.ts";
import { ModelHub, type PinnedModel } from "./model-hub.ts";

const id = "someone/some-model";
const weights = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251);
const text = (value: string) => new TextEncoder().encode(value);
const model = {
  "config.json": text('{"model_type":"bert"}'),
  "tokenizer.json": text("{}"),
  "README.md": text("licence: apache-2.0"),
  "onnx/model_quantized.onnx": weights,
  "onnx/model.onnx": text("the large one that nobody asked for"),
};
const never = new AbortController().signal;
const clock = fakeClock({ autoAdvance: true });

let hub: LocalHub;
let client: ModelHub;

beforeEach(async () => {
  hub = await serveHub({ models: { [id]: model } });
  client = new ModelHub({ endpoint: `${hub.url}/`, fetch: globalThis.fetch });
});

afterEach(() => hub.close());

async function download(pinned: PinnedModel, path: string, sink = new MemorySink()) {
  const file = pinned.files.find((known) => known.path === path);
  if (!file) throw new Error(`There is no ${path}.`);
  const counted: number[] = [];
  const request = client.request(pinned, path);
  const onBytes = (bytes: number) => counted.push(bytes);
  await downloadFile({ file, request, sink, fetch, clock, signal: never, onBytes });
  const bytes = new Uint8Array(Buffer.concat(await collect(await sink.content())));
  return { bytes, counted };
}

describe("ModelHub", () => {
  it("pins a branch to its commit and lists what a model runs from, with sizes and hashes", async () => {
    const pinned = await client.pin(id, "main", never);
    expect(pinned.revision).toBe(localCommit);
    expect(pinned.files.map(({ path }) => path)).toEqual([
      "config.json",
      "tokenizer.json",
      "README.md",
      "onnx/model_quantized.onnx",
    ]);
    expect(pinned.files.at(-1)).toMatchObject({ bytes: 3_000_000, hash: { kind: "sha256" } });
  });

  it("says that a model is not there, or lacks a file, before anything is fetched", async () => {
    const nothing = client.pin("someone/nothing", "main", never);
    await expect(nothing).rejects.toThrow('"someone/nothing" does not exist');
    const incomplete = Object.fromEntries(
      Object.entries(model).filter(([path]) => path !== "tokenizer.json"),
    );
    const other = await serveHub({ models: { [id]: incomplete } });
    const poor = new ModelHub({ endpoint: other.url, fetch: globalThis.fetch });
    await expect(poor.pin(id, "main", never)).rejects.toThrow("has no tokenizer.json");
    await other.close();
  });

  it("says that a gated model needs a token, and gets it with one", async () => {
    const gated = await serveHub({ models: { [id]: model }, token: "abc" });
    const options = { endpoint: gated.url, fetch: globalThis.fetch };
    await expect(new ModelHub(options).pin(id, "main", never)).rejects.toThrow("HF_TOKEN");
    const pinned = await new ModelHub({ ...options, token: "abc" }).pin(id, "main", never);
    expect(pinned.revision).toBe(localCommit);
    await gated.close();
  });

  it("says that no hub can be reached, and never its token", async () => {
    await hub.close();
    const lost = new ModelHub({ endpoint: hub.url, fetch: globalThis.fetch, token: "secret" });
    const error = await lost.pin(id, "main", never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "network", retryable: true });
    expect(String(error)).not.toContain("secret");
    hub = await serveHub({ models: {} });
  });

  it("takes no page for a hub", async () => {
    const fetchPage = async () => Response.json({ hello: "there" });
    const page = new ModelHub({ endpoint: "https://example.org", fetch: fetchPage });
    await expect(page.pin(id, "main", never)).rejects.toMatchObject({ code: "backend-failed" });
  });
});

describe("downloadFile", () => {
  it("brings small and large files whole, over the hub's redirect", async () => {
    const pinned = await client.pin(id, "main", never);
    expect((await download(pinned, "config.json")).bytes).toEqual(model["config.json"]);
    const { bytes, counted } = await download(pinned, "onnx/model_quantized.onnx");
    expect(bytes).toEqual(weights);
    expect(counted.at(-1)).toBe(3_000_000);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
  });

  it("goes on from where the line broke, three times, and fetches no byte twice", async () => {
    hub.breakAfter([200_000, 700_000, 65_536]);
    const pinned = await client.pin(id, "main", never);
    const { bytes } = await download(pinned, "onnx/model_quantized.onnx");
    expect(bytes).toEqual(weights);
    expect(hub.fileRequests.length).toBe(4);
    expect(hub.fileRequests.slice(1).every(({ range }) => range !== null)).toBe(true);
  });

  it("starts over where the server has no ranges", async () => {
    const plain = await serveHub({ models: { [id]: model }, hasRanges: false });
    client = new ModelHub({ endpoint: plain.url, fetch: globalThis.fetch });
    plain.breakAfter([200_000]);
    const pinned = await client.pin(id, "main", never);
    expect((await download(pinned, "onnx/model_quantized.onnx")).bytes).toEqual(weights);
    await plain.close();
  });

  it("gives up on a line that stays down, and keeps what has come", async () => {
    hub.breakAfter([131_072, 0, 0, 0, 0, 0]);
    const pinned = await client.pin(id, "main", never);
    const sink = new MemorySink();
    const error = await download(pinned, "onnx/model_quantized.onnx", sink).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "network", retryable: true });
    expect(await sink.bytes()).toBeGreaterThan(0);
    expect((await download(pinned, "onnx/model_quantized.onnx", sink)).bytes).toEqual(weights);
  });

  it("drops a file whose bytes are not the hub's", async () => {
    hub.corrupt("onnx/model_quantized.onnx");
    const pinned = await client.pin(id, "main", never);
    const sink = new MemorySink();
    const corrupted = download(pinned, "onnx/model_quantized.onnx", sink);
    await expect(corrupted).rejects.toThrow("other bytes");
    expect(await sink.bytes()).toBe(0);
  });

  it("ends at once when it is cancelled", async () => {
    const pinned = await client.pin(id, "main", never);
    const [file] = pinned.files.slice(-1);
    if (!file) throw new Error("There are files.");
    const controller = new AbortController();
    const run = downloadFile({
      file,
      request: client.request(pinned, file.path),
      sink: new MemorySink(),
      fetch,
      clock,
      signal: controller.signal,
      onBytes: (bytes) => {
        if (bytes > 500_000) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: "aborted" });
  });
});
