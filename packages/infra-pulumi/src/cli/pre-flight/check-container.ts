import { BatchGetImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import type { EndpointConfig } from "../../sizing/endpoint-plan.ts";
import { CommandError } from "../command-error.ts";
import type { AwsOptions } from "../command.ts";
import { isRefusal } from "../explain-failure.ts";

const named =
  /^(?<registryId>\d{12})\.[^/]+\/(?<repositoryName>[^:@]+)(?::(?<imageTag>.+)|@(?<imageDigest>.+))$/u;

/**
 * Looks whether the large model's container is in its registry: with a wrong tag the endpoint would stay
 * in Creating until its time is over, with a GPU that is billed.
 * @returns sentences on what could not be looked at
 * @throws {CommandError} when the registry does not have it
 */
export async function checkContainer(
  { containerImage }: EndpointConfig,
  region: string,
  aws: AwsOptions,
): Promise<readonly string[]> {
  const parts = named.exec(containerImage)?.groups;
  if (!parts) return [];
  const { registryId, repositoryName, imageTag, imageDigest } = parts;
  const imageId = imageTag === undefined ? { imageDigest } : { imageTag };
  const ecr = new ECRClient({ region, ...aws });
  try {
    const command = new BatchGetImageCommand({ registryId, repositoryName, imageIds: [imageId] });
    const { images = [] } = await ecr.send(command);
    if (images.length > 0) return [];
  } catch (error) {
    if (isRefusal(error)) {
      return [
        `AWS does not let us look at ${containerImage}; whether it is there was not checked.`,
      ];
    }
    const isMissing = error instanceof Error && error.name === "RepositoryNotFoundException";
    if (!isMissing) throw error;
  } finally {
    ecr.destroy();
  }
  throw new CommandError(
    `The registry does not have ${containerImage}. Set endpoint.containerImage to a tag that it has; https://aws.github.io/deep-learning-containers/vllm/ names them.`,
  );
}
