import { S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeHub, type FakeHubOptions } from "../testing/fake-hub.ts";
import { FakeS3 } from "../testing/fake-s3.ts";
import { type LocalServer, serve } from "../testing/serve.ts";
import { copyModel } from "./copy-model.ts";
import { findMissing } from "./find-missing.ts";
import { Hub } from "./hub.ts";
import { ModelBucket } from "./model-bucket.ts";
import { manifestKey } from "./model-manifest.ts";

// S3 asks for 5 MiB and more; smaller parts make the same steps faster.
const partBytes = 512 * 1024;
const model = { id: "acme/small-chat", revision: "0123456789abcdef0123456789abcdef01234567" };
const prefix = `models/${model.id}/${model.revision}/`;
const source = { kind: "hub", ...model, prefix } as const;
const weights = bytesOf(3 * partBytes + 12_345);
const files = {
  "config.json": Buffer.from('{"model_type":"mistral"}\n'),
  "tokenizer/vocab one.json": Buffer.from("{}"),
  "model.safetensors": weights,
};

let s3: FakeS3;
let s3Server: LocalServer;
let hubServer: LocalServer;
let client: S3Client;
let lines: string[];

beforeEach(async () => {
  s3 = new FakeS3();
  s3Server = await serve((request, response) => s3.handle(request, response));
  lines = [];
  client = new S3Client({
    endpoint: s3Server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await hubServer[Symbol.asyncDispose]();
  await s3Server[Symbol.asyncDispose]();
});

/** Bytes without a pattern, the same every time. */
function bytesOf(length: number): Buffer {
  const block = Buffer.concat(
    Array.from({ length: 32_768 }, (_, index) =>
      createHash("sha256").update(String(index)).digest(),
    ),
  );
  return Buffer.concat(
    Array.from({ length: Math.ceil(length / block.length) }, () => block),
  ).subarray(0, length);
}

async function startHub(options: Partial<FakeHubOptions> = {}): Promise<FakeHub> {
  const hub = new FakeHub({ model, files, largeFrom: 100_000, ...options });
  hubServer = await serve((request, response) => {
    hub.handle(request, response);
  });
  return hub;
}

function copy(token?: string) {
  return copyModel({
    hub: new Hub({ baseUrl: hubServer.url, token, fetch }),
    bucket: bucket(),
    model,
    prefix,
    partBytes,
    waitMs: 1,
    print: (line) => lines.push(line),
  });
}

function bucket() {
  return new ModelBucket(client, "models-of-test");
}

describe("copyModel", () => {
  it("puts every file under the prefix, byte for byte, and its checksums into a manifest", async () => {
    await startHub();
    const manifest = await copy();
    expect([...s3.objects.keys()].toSorted()).toEqual(
      [manifestKey(model), ...Object.keys(files).map((path) => prefix + path)].toSorted(),
    );
    for (const [path, body] of Object.entries(files)) {
      expect(s3.objects.get(prefix + path)?.body.equals(body)).toBe(true);
    }
    expect(manifest.files.find(({ path }) => path === "model.safetensors")).toEqual({
      path: "model.safetensors",
      bytes: weights.length,
      sha256: createHash("sha256").update(weights).digest("hex"),
    });
    expect(s3.receivedParts).toEqual([1, 2, 3, 4]);
    expect(s3.uploads.size).toBe(0);
  });

  it("sends nothing the second time", async () => {
    const hub = await startHub();
    await copy();
    const reads = hub.reads.length;
    await copy();
    expect(hub.reads).toHaveLength(reads);
    expect(s3.receivedParts).toHaveLength(4);
    expect(lines.at(-1)).toBe(`${model.id} is complete: 3 files, 0 bytes of them sent now.`);
  });

  it.each([
    ["by their checksums", true],
    ["by their tags, in a store that lists no checksums", false],
  ])("continues an upload that was cut, with the parts that S3 lacks, %s", async (_how, listed) => {
    await startHub();
    s3.listsChecksums = listed;
    // The parts before it fill more than one page of a list.
    s3.failing.add(4);
    await expect(copy()).rejects.toThrow("The test ends the copy here.");
    expect(s3.receivedParts).toEqual([1, 2, 3]);
    expect(s3.objects.has(manifestKey(model))).toBe(false);
    await copy();
    expect(s3.receivedParts).toEqual([1, 2, 3, 4]);
    expect(s3.objects.get(`${prefix}model.safetensors`)?.body.equals(weights)).toBe(true);
  });

  it("sends a part again whose bytes at S3 are others", async () => {
    await startHub();
    s3.failing.add(3);
    await expect(copy()).rejects.toThrow("The test ends the copy here.");
    for (const { parts } of s3.uploads.values()) parts.set(1, Buffer.from("other bytes"));
    await copy();
    expect(s3.receivedParts).toEqual([1, 2, 1, 3, 4]);
    expect(s3.objects.get(`${prefix}model.safetensors`)?.body.equals(weights)).toBe(true);
  });

  it("takes a dropped line up again at the byte where it ended", async () => {
    const hub = await startHub();
    hub.drops.push(100_000, 700_000);
    await copy();
    expect(hub.reads.map(({ start }) => start)).toEqual([0, 100_000, 700_000]);
    expect(s3.objects.get(`${prefix}model.safetensors`)?.body.equals(weights)).toBe(true);
  });

  it("gives up on a line that drops again and again without a byte in between", async () => {
    const hub = await startHub();
    hub.deadFrom = 200_000;
    await expect(copy()).rejects.toThrow("dropped 6 times at byte 200000 of model.safetensors");
    hub.deadFrom = Infinity;
    await copy();
    expect(s3.objects.get(`${prefix}model.safetensors`)?.body.equals(weights)).toBe(true);
  });

  it("keeps nothing of a file whose checksum is not the hub's", async () => {
    const wrong = "0".repeat(64);
    await startHub({ wrongChecksums: { "model.safetensors": wrong } });
    await expect(copy()).rejects.toThrow(`${wrong} was announced`);
    expect(s3.uploads.size).toBe(0);
    expect(s3.objects.has(`${prefix}model.safetensors`)).toBe(false);
  });

  it("sends the token to the hub and not to the host that it redirects to", async () => {
    const hub = await startHub({ token: "hf_secret" });
    await copy("hf_secret");
    expect(hub.reads.map(({ token }) => token)).toEqual([undefined]);
    expect(lines.join("\n")).not.toContain("hf_secret");
  });

  it("says how to get a model whose licence must be accepted", async () => {
    await startHub({ token: "hf_secret" });
    await expect(copy()).rejects.toThrow(/accept it on .*\/acme\/small-chat.*set HF_TOKEN/u);
    await expect(copy("hf_other")).rejects.toThrow("refuses this HF_TOKEN");
  });
});

describe("findMissing", () => {
  it("finds nothing after a copy", async () => {
    await startHub();
    await copy();
    expect(await findMissing(source, bucket())).toBeUndefined();
  });

  it("finds a model that was not copied to its end", async () => {
    await startHub();
    s3.failing.add(2);
    await expect(copy()).rejects.toThrow();
    expect(await findMissing(source, bucket())).toContain("is not complete");
  });

  it("finds a file that is gone", async () => {
    await startHub();
    await copy();
    s3.objects.delete(`${prefix}config.json`);
    expect(await findMissing(source, bucket())).toMatch(/^1 files .* such as config\.json/u);
  });

  it("asks own weights for their configuration", async () => {
    await startHub();
    const own = { kind: "s3", bucket: "models-of-test", prefix: "mine/" } as const;
    expect(await findMissing(own, bucket())).toContain("no config.json");
    s3.objects.set("mine/config.json", { body: Buffer.from("{}"), contentId: undefined });
    expect(await findMissing(own, bucket())).toBeUndefined();
  });
});
