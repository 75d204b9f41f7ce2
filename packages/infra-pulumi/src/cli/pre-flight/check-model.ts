import { S3Client } from "@aws-sdk/client-s3";
import { findMissing } from "../../model/find-missing.ts";
import { ModelBucket } from "../../model/model-bucket.ts";
import type { ModelSource } from "../../sizing/models.ts";
import type { AwsOptions } from "../command.ts";

/**
 * What the endpoint would miss of its model in S3, in a sentence; undefined when all is there.
 * @param bucketName the stage's own bucket, for a hub model
 */
export async function checkModel(
  source: ModelSource,
  location: { readonly bucketName: string; readonly region: string; readonly aws: AwsOptions },
): Promise<string | undefined> {
  const { bucketName, region, aws } = location;
  const s3 = new S3Client({ region, ...aws });
  try {
    const name = source.kind === "s3" ? source.bucket : bucketName;
    return await findMissing(source, new ModelBucket(s3, name));
  } finally {
    s3.destroy();
  }
}
