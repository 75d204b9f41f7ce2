import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";

interface FoundationArgs {
  readonly prefix: string;
  /** True where a hub model is to be kept in the stage's own bucket. */
  readonly needsBucket: boolean;
}

// Enough to roll back by hand; every image is named by digest, so none in use is a tag's alone.
const keptImages = 10;
const daysUntilUploadIsDropped = 7;

/** What must exist before anything can be deployed: the repository for images and the bucket for weights. */
export class Foundation extends pulumi.ComponentResource {
  readonly repository: aws.ecr.Repository;
  readonly bucket: aws.s3.Bucket | undefined;

  constructor(name: string, args: FoundationArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Foundation`, name, {}, options);
    this.repository = this.#repository(args.prefix);
    this.bucket = args.needsBucket ? this.#bucket(args.prefix) : undefined;
    this.registerOutputs({ repositoryUrl: this.repository.repositoryUrl });
  }

  #repository(prefix: string): aws.ecr.Repository {
    const repository = new aws.ecr.Repository(
      "web",
      {
        name: `${prefix}-web`,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: true,
      },
      { parent: this },
    );
    const rule = {
      rulePriority: 1,
      description: `Keep the last ${keptImages} images`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keptImages },
      action: { type: "expire" },
    };
    new aws.ecr.LifecyclePolicy(
      "web",
      { repository: repository.name, policy: JSON.stringify({ rules: [rule] }) },
      { parent: this },
    );
    return repository;
  }

  #bucket(prefix: string): aws.s3.Bucket {
    const parent = { parent: this };
    // What it holds can be copied from the hub again, so `destroy` takes it away with its content.
    const bucket = new aws.s3.Bucket(
      "models",
      { bucketPrefix: `${prefix}-models-`, forceDestroy: true },
      parent,
    );
    new aws.s3.BucketPublicAccessBlock(
      "models",
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    new aws.s3.BucketLifecycleConfiguration(
      "models",
      {
        bucket: bucket.id,
        rules: [
          {
            id: "drop-unfinished-uploads",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: daysUntilUploadIsDropped },
          },
        ],
      },
      parent,
    );
    return bucket;
  }
}
