import { type StageConfig, StageConfigError } from "./stage-config.ts";

interface DeploymentSource {
  /** `pilotlight:image` of the stage's file. */
  readonly image: string | undefined;
  /** `PILOTLIGHT_PHASE` of the environment. */
  readonly phase: string | undefined;
  readonly config: StageConfig;
}

const imageByDigest =
  /^\d{12}\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\/[\w./-]+@sha256:[0-9a-f]{64}$/u;

/**
 * The web image by digest; undefined in the phase `foundation`, in which only the repository and the
 * bucket are made. A missing image is refused otherwise: on a running stage it would read as
 * "delete everything else".
 * @throws {StageConfigError} naming `image`
 */
export function readDeployment({ image, phase, config }: DeploymentSource): string | undefined {
  if (phase === "foundation") return undefined;
  const refuse = (message: string) =>
    new StageConfigError(config.stage, [{ setting: "pilotlight:image", message }]);
  if (image === undefined || image === "") {
    throw refuse(
      `It is not set. Run \`npm run deploy -- ${config.stage}\`, which builds and pushes the image and sets it.`,
    );
  }
  const region = imageByDigest.exec(image)?.groups?.["region"];
  if (region === undefined) {
    throw refuse(
      `It is "${image}". Set an ECR image by its digest (…@sha256:…): a tag can change what runs without a deployment.`,
    );
  }
  if (region === config.region) return image;
  throw refuse(`The image is in ${region}, the stage in ${config.region}. Push it to the stage's.`);
}
