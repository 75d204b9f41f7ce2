/** A folder of a bucket; the prefix ends with a slash where the URI does. */
export interface S3Folder {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix/`; undefined for what names no folder of a bucket. */
export function readS3Folder(uri: string): S3Folder | undefined {
  const { bucket, prefix } = /^s3:\/\/(?<bucket>[^/]+)\/(?<prefix>.+)$/u.exec(uri)?.groups ?? {};
  return bucket && prefix ? { bucket, prefix } : undefined;
}
