import { createHash } from "node:crypto";
import { HubError } from "./hub.ts";
import type { ModelBucket, Upload, UploadedPart } from "./model-bucket.ts";
import { type PartsOptions, readWholeParts } from "./read-whole-parts.ts";

/** One file's way from the hub into the bucket. */
export interface CopyOptions extends PartsOptions {
  readonly bucket: ModelBucket;
  readonly key: string;
  /** Told after each part: bytes that S3 has by now. */
  readonly onProgress: (bytes: number) => void;
}

/** What has been copied. */
export interface CopiedFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal, of the whole file as it was read. */
  readonly sha256: string;
  /** Bytes that were sent to S3 by this call; less than `bytes` when an earlier upload was continued. */
  readonly sentBytes: number;
}

/**
 * Copies a file in parts. An upload that was cut is continued: its parts are read from the hub again,
 * because the checksum of the whole needs every byte, but only what S3 lacks is sent.
 * @throws {HubError} when the file is not what the hub's checksum says; nothing is stored then
 */
export async function copyFile(options: CopyOptions): Promise<CopiedFile> {
  const { bucket, key, file } = options;
  // S3 takes an object of no bytes, or of one part, in one piece.
  if (file.bytes <= options.partBytes) return copyInOnePiece(options);
  const upload = (await bucket.findUpload(key)) ?? (await bucket.beginUpload(key, file.contentId));
  const { parts, sha256, sentBytes } = await sendParts(upload, options);
  if (isWrong(options, sha256)) {
    await bucket.abortUpload(upload);
    throw wrongContent(options, sha256);
  }
  await bucket.finishUpload(upload, parts);
  return { path: file.path, bytes: file.bytes, sha256, sentBytes };
}

async function sendParts(upload: Upload, options: CopyOptions) {
  const { bucket, onProgress } = options;
  const known = await bucket.listParts(upload);
  const whole = createHash("sha256");
  const parts: UploadedPart[] = [];
  let done = 0;
  let sentBytes = 0;
  for await (const body of readWholeParts(options)) {
    whole.update(body);
    const number = parts.length + 1;
    const sha256 = createHash("sha256").update(body).digest("base64");
    const there = known.get(number);
    if (there && isSame(there, { sha256, body })) parts.push({ ...there, sha256 });
    else {
      parts.push(await bucket.sendPart(upload, { number, body, sha256 }));
      sentBytes += body.length;
    }
    done += body.length;
    onProgress(done);
  }
  return { parts, sha256: whole.digest("hex"), sentBytes };
}

/** By the checksum, or where a store lists none, by the tag that is the MD5 of an unencrypted part. */
function isSame(there: UploadedPart, part: { sha256: string; body: Uint8Array }): boolean {
  if (there.sha256 !== "") return there.sha256 === part.sha256;
  return there.etag === `"${createHash("md5").update(part.body).digest("hex")}"`;
}

async function copyInOnePiece(options: CopyOptions): Promise<CopiedFile> {
  const { bucket, key, file, onProgress } = options;
  let body: Uint8Array = new Uint8Array();
  for await (const part of readWholeParts(options)) body = part;
  const digest = createHash("sha256").update(body).digest();
  const sha256 = digest.toString("hex");
  if (isWrong(options, sha256)) throw wrongContent(options, sha256);
  const facts = { sha256: digest.toString("base64"), contentId: file.contentId };
  await bucket.put(key, body, facts);
  onProgress(body.length);
  return { path: file.path, bytes: file.bytes, sha256, sentBytes: body.length };
}

function isWrong({ file }: CopyOptions, sha256: string): boolean {
  return file.sha256 !== undefined && file.sha256 !== sha256;
}

function wrongContent({ file }: CopyOptions, sha256: string): HubError {
  return new HubError(
    `${file.path} has the checksum ${sha256}, ${file.sha256 ?? "nothing"} was announced. Nothing of it was kept; run the command again.`,
  );
}
