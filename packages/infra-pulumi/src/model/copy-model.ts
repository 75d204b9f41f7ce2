// `npm run model`: a hub revision becomes objects in the stage's own bucket, so that no wake depends on the
// hub; a folder's weights become objects in a bucket of the account's.
import { createHash } from "node:crypto";
import { type CopiedFile, copyFile } from "./copy-file.ts";
import type { HubFile, HubModel, WeightSource } from "./hub.ts";
import type { ModelBucket } from "./model-bucket.ts";
import { manifestKey, type ModelManifest, readManifest, writeManifest } from "./model-manifest.ts";
import { selectFiles } from "./select-files.ts";

/** What to copy and where to. */
export interface CopyModelOptions {
  readonly hub: WeightSource;
  readonly bucket: ModelBucket;
  readonly model: HubModel;
  /** Start of every key, with the last slash. */
  readonly prefix: string;
  readonly print: (line: string) => void;
  /** Bytes of one part; S3 takes 5 MiB to 5 GiB, and 10,000 parts. Default 64 MiB. */
  readonly partBytes?: number;
  /** Pause after a dropped line, longer with each drop. Default 1000. */
  readonly waitMs?: number;
}

// A checkpoint's shard of 5 GB makes 75 parts of this size, and two of them fit any machine's memory.
const defaultPartBytes = 64 * 1024 * 1024;
const maxDrops = 5;

/**
 * Copies a model and writes its manifest. Files that are there already are left alone.
 * @throws {HubError} when the hub refuses or its bytes are not what it says; S3's errors pass through
 */
export async function copyModel(options: CopyModelOptions): Promise<ModelManifest> {
  const { hub, bucket, model, print } = options;
  const files = selectFiles(await hub.listFiles(model));
  const known = await knownChecksums(options);
  const copied: CopiedFile[] = [];
  for (const file of files) copied.push(await copyUnlessThere(file, known, options));
  const manifest = {
    ...model,
    files: copied.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
  const body = Buffer.from(writeManifest(manifest));
  const sha256 = createHash("sha256").update(body).digest("base64");
  await bucket.put(manifestKey(model), body, { sha256, contentId: model.revision });
  const sentBytes = copied.reduce((sum, file) => sum + file.sentBytes, 0);
  print(`${model.id} is complete: ${files.length} files, ${size(sentBytes)} of them sent now.`);
  return manifest;
}

async function copyUnlessThere(
  file: HubFile,
  known: ReadonlyMap<string, string>,
  {
    hub,
    bucket,
    model,
    prefix,
    print,
    partBytes = defaultPartBytes,
    waitMs = 1000,
  }: CopyModelOptions,
): Promise<CopiedFile> {
  const { path, bytes, contentId } = file;
  const key = prefix + path;
  const stored = await bucket.head(key);
  const sha256 = file.sha256 ?? known.get(path);
  if (sha256 && stored?.contentId === contentId && stored.bytes === bytes) {
    print(`${path}: there`);
    return { path, bytes, sha256, sentBytes: 0 };
  }
  const onProgress = (done: number) => {
    if (bytes > partBytes) print(`${path}: ${size(done)} of ${size(bytes)}`);
  };
  const way = { hub, model, file, bucket, key, partBytes, maxDrops, waitMs, onProgress };
  const copied = await copyFile(way);
  print(`${path}: copied, sha256 ${copied.sha256}`);
  return copied;
}

/** Checksums of an earlier copy: those of small files, for which the hub publishes none. */
async function knownChecksums({ bucket, model }: CopyModelOptions) {
  const text = await bucket.readText(manifestKey(model));
  const files = text === undefined ? [] : readManifest(text).files;
  return new Map(files.map(({ path, sha256 }) => [path, sha256]));
}

function size(bytes: number): string {
  const units = [
    { name: "GB", bytes: 1e9 },
    { name: "MB", bytes: 1e6 },
    { name: "kB", bytes: 1e3 },
  ];
  const unit = units.find((candidate) => bytes >= candidate.bytes);
  return unit ? `${(bytes / unit.bytes).toFixed(1)} ${unit.name}` : `${bytes} bytes`;
}
