import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { copyModel } from "../model/copy-model.ts";
import { Hub } from "../model/hub.ts";
import { ModelBucket } from "../model/model-bucket.ts";
import type { StageConfig } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";

/**
 * Copies the stage's model into a bucket; what is there already stays.
 * @throws {CommandError} when the stage has no hub model, or the hub refuses it
 */
export async function stageModel(
  { stage, endpoint, region }: StageConfig,
  bucketName: string,
  context: CommandContext,
): Promise<void> {
  const { aws, print } = context;
  if (endpoint?.source.kind !== "hub") {
    const reason = endpoint ? "its weights are in S3 already (endpoint.model)" : "it has no GPU";
    throw new CommandError(`"${stage}" has no hub model to copy: ${reason}.`);
  }
  const { id, revision, prefix } = endpoint.source;
  const hub = hubOf(context);
  print(`Copying ${id} at ${revision} to s3://${bucketName}/${prefix}`);
  await withBucket(bucketName, { region, ...aws }, (bucket) =>
    copyModel({ hub, bucket, model: { id, revision }, prefix, print }),
  );
}

/** Uses a bucket, and ends its connections. */
export async function withBucket<Result>(
  name: string,
  options: S3ClientConfig,
  use: (bucket: ModelBucket) => Promise<Result>,
): Promise<Result> {
  const s3 = new S3Client(options);
  try {
    return await use(new ModelBucket(s3, name));
  } finally {
    s3.destroy();
  }
}

/** The hub that the environment names. */
export function hubOf({ env, fetch }: CommandContext): Hub {
  return new Hub({ baseUrl: env["HF_ENDPOINT"], token: env["HF_TOKEN"], fetch });
}
