// Buckets and repositories hold content, so they are also made in the server that plays S3 and ECR.
import process from "node:process";
import { CreateRepositoryCommand, DeleteRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  AbortMultipartUploadCommand,
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Thing } from "./world.ts";

const bucketType = "aws:s3/bucket:Bucket";
const repositoryType = "aws:ecr/repository:Repository";

/** Makes a bucket or a repository; of other things there is nothing to make. */
export async function makeInAws({ type, id, region }: Thing): Promise<void> {
  if (type === bucketType) {
    const s3 = new S3Client(clientOptions(region));
    // us-east-1 is the one place that is not named.
    const LocationConstraint = Object.values(BucketLocationConstraint).find((it) => it === region);
    const place = LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } };
    await s3.send(new CreateBucketCommand({ Bucket: id, ...place }));
    s3.destroy();
  }
  if (type === repositoryType) {
    const ecr = new ECRClient(clientOptions(region));
    await ecr.send(new CreateRepositoryCommand({ repositoryName: id }));
    ecr.destroy();
  }
}

/** Takes it away as the provider does: with its content only where the program allows that. */
export async function removeFromAws({ type, id, region, inputs }: Thing): Promise<void> {
  if (type === bucketType) {
    const s3 = new S3Client(clientOptions(region));
    if (inputs["forceDestroy"] === true) await empty(s3, id);
    await s3.send(new DeleteBucketCommand({ Bucket: id }));
    s3.destroy();
  }
  if (type === repositoryType) {
    const ecr = new ECRClient(clientOptions(region));
    const force = inputs["forceDelete"] === true;
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: id, force }));
    ecr.destroy();
  }
}

async function empty(client: S3Client, Bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length > 0) {
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    }
  }
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
}

/** The server that plays AWS; without one nothing is made, least of all in a real account. */
function clientOptions(region: string) {
  const endpoint = process.env["AWS_ENDPOINT_URL"] ?? "";
  if (endpoint.startsWith("http://127.0.0.1:")) return { region, endpoint };
  throw new Error("AWS_ENDPOINT_URL names no server on this machine.");
}
