// The stage's bucket, as the copy uses it.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";

/** An object that is there, with what its writer said it is. */
export interface StoredObject {
  readonly bytes: number;
  /** The hub's name for the content, kept as the object's metadata. */
  readonly contentId: string | undefined;
}

/** A part of an unfinished upload. */
export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  /** Base64, as S3 writes it; S3 has compared it with what arrived. */
  readonly sha256: string;
}

/** An upload in parts that may be continued. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

const contentIdName = "content-id";

/** One bucket; S3's own errors pass through. */
export class ModelBucket {
  readonly #s3: S3Client;
  readonly name: string;

  constructor(s3: S3Client, name: string) {
    this.#s3 = s3;
    this.name = name;
  }

  /** What is stored under a key; undefined when nothing is. */
  async head(key: string): Promise<StoredObject | undefined> {
    try {
      const head = await this.#s3.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
      return { bytes: head.ContentLength ?? 0, contentId: head.Metadata?.[contentIdName] };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** The sizes of all objects under a prefix, by key. */
  async list(prefix: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    const pages = paginateListObjectsV2(
      { client: this.#s3 },
      { Bucket: this.name, Prefix: prefix },
    );
    for await (const { Contents = [] } of pages) {
      for (const { Key = "", Size = 0 } of Contents) sizes.set(Key, Size);
    }
    return sizes;
  }

  /** A small text object; undefined when there is none. */
  async readText(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** Writes a small object in one piece; S3 compares the checksum (base64) with what arrives. */
  async put(key: string, body: Uint8Array, facts: { sha256: string; contentId: string }) {
    const { sha256, contentId } = facts;
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.name,
        Key: key,
        Body: body,
        ChecksumSHA256: sha256,
        Metadata: { [contentIdName]: contentId },
      }),
    );
  }

  /** The upload that was begun last for a key and not finished; undefined when there is none. */
  async findUpload(key: string): Promise<Upload | undefined> {
    const query = { Bucket: this.name, Prefix: key };
    const { Uploads = [] } = await this.#s3.send(new ListMultipartUploadsCommand(query));
    const [newest] = Uploads.filter(({ Key }) => Key === key).toSorted(
      (a, b) => (b.Initiated?.getTime() ?? 0) - (a.Initiated?.getTime() ?? 0),
    );
    return newest?.UploadId === undefined ? undefined : { key, id: newest.UploadId };
  }

  /** Begins an upload in parts. */
  async beginUpload(key: string, contentId: string): Promise<Upload> {
    const { UploadId = "" } = await this.#s3.send(
      new CreateMultipartUploadCommand({
        Bucket: this.name,
        Key: key,
        ChecksumAlgorithm: "SHA256",
        Metadata: { [contentIdName]: contentId },
      }),
    );
    return { key, id: UploadId };
  }

  /** The parts that S3 has of an unfinished upload, by number. */
  async listParts({ key, id }: Upload): Promise<ReadonlyMap<number, UploadedPart>> {
    const parts = new Map<number, UploadedPart>();
    let marker: string | undefined;
    // By hand, because S3 names a next part after the last one too, and the SDK's pages then never end.
    for (let isTruncated = true; isTruncated;) {
      const page = await this.#s3.send(
        new ListPartsCommand({
          Bucket: this.name,
          Key: key,
          UploadId: id,
          ...(marker === undefined ? {} : { PartNumberMarker: marker }),
        }),
      );
      for (const { PartNumber = 0, ETag = "", ChecksumSHA256 = "" } of page.Parts ?? []) {
        parts.set(PartNumber, { number: PartNumber, etag: ETag, sha256: ChecksumSHA256 });
      }
      isTruncated = page.IsTruncated ?? false;
      marker = page.NextPartNumberMarker;
    }
    return parts;
  }

  /** Sends a part; S3 compares the checksum (base64) with what arrives. */
  async sendPart(
    { key, id }: Upload,
    part: { readonly number: number; readonly body: Uint8Array; readonly sha256: string },
  ): Promise<UploadedPart> {
    const { ETag = "" } = await this.#s3.send(
      new UploadPartCommand({
        Bucket: this.name,
        Key: key,
        UploadId: id,
        PartNumber: part.number,
        Body: part.body,
        ChecksumSHA256: part.sha256,
      }),
    );
    return { number: part.number, etag: ETag, sha256: part.sha256 };
  }

  /** Makes the parts one object. */
  async finishUpload({ key, id }: Upload, parts: readonly UploadedPart[]): Promise<void> {
    const Parts = parts.map(({ number, etag, sha256 }) => ({
      PartNumber: number,
      ETag: etag,
      ChecksumSHA256: sha256,
    }));
    await this.#s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: this.name,
        Key: key,
        UploadId: id,
        MultipartUpload: { Parts },
      }),
    );
  }

  /** Throws away an unfinished upload and its parts. */
  async abortUpload({ key, id }: Upload): Promise<void> {
    await this.#s3.send(
      new AbortMultipartUploadCommand({ Bucket: this.name, Key: key, UploadId: id }),
    );
  }
}
