// Is it the region and account that the stage is in already? Pulumi would make a second stage elsewhere
// and then take the first away with another region's calls.
import type { StageConfig } from "../../stage-config.ts";
import { CommandError } from "../command-error.ts";
import type { KnownOutputs } from "../pulumi.ts";
import type { Identity } from "./check-credentials.ts";

const registry = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\//u;
const imageByDigest =
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[\w./-]+@sha256:[0-9a-f]{64}$/u;

/** @throws {CommandError} when the stage exists in another region or account */
export function checkLocation(
  { stage, region }: StageConfig,
  { accountId }: Identity,
  existing: KnownOutputs | undefined,
): void {
  const location = registry.exec(existing?.repositoryUrl ?? "")?.groups;
  if (!location) return;
  const { account = "", region: before = "" } = location;
  if (before !== region) {
    throw new CommandError(
      `"${stage}" is in ${before}, and its file says region: ${region}. A stage cannot move: set region: ${before} again and run \`npm run destroy -- ${stage}\` first, or make another stage for ${region}.`,
    );
  }
  if (account !== accountId) {
    throw new CommandError(
      `"${stage}" is in the account ${account}, and you act in ${accountId}. Sign in to ${account} (AWS_PROFILE), or make another stage for this account.`,
    );
  }
}

/** @throws {CommandError} when the image is not named by digest, or lies elsewhere than the stage */
export function checkImageName(
  image: string,
  { region }: StageConfig,
  { accountId }: Identity,
): void {
  if (!imageByDigest.test(image)) {
    throw new CommandError(
      `--image is "${image}". Name an image of ECR by its digest: <account>.dkr.ecr.${region}.amazonaws.com/<repository>@sha256:<64 hexadecimal digits>. A tag can change what runs without a deployment.`,
    );
  }
  const location = registry.exec(image)?.groups;
  if (location?.["region"] !== region) {
    throw new CommandError(
      `--image is in ${location?.["region"] ?? "no region"}, the stage in ${region}. Push it to the stage's registry.`,
    );
  }
  if (location["account"] === accountId) return;
  throw new CommandError(
    `--image is in the account ${location["account"] ?? ""}, and you act in ${accountId}. The tasks may pull from the stage's own registry only: push it there.`,
  );
}
