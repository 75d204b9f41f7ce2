// `npm run deploy`: what can be refused is asked first; then the repository, the image, and the rest.
import type { StageConfig } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";
import { type Command, type CommandContext, oneStage, readWords } from "./command.ts";
import { confirmLoss } from "./confirm-loss.ts";
import { deployedImage, writeDeployedFile } from "./deployed-file.ts";
import { expectEndpoint, tellEndpoint } from "./endpoint-news.ts";
import { clearLeftOver } from "./left-over.ts";
import { stageModel } from "./stage-model.ts";
import { preFlight } from "./pre-flight/pre-flight.ts";
import { type KnownOutputs, Stack } from "./pulumi.ts";
import { readStage } from "./stage-files.ts";
import { type Checkout, newestImage, pushWebImage } from "./web-image.ts";

const usage =
  "deploy -- <stage> [--yes] [--copy-model] [--delete-weights] [--delete-left-over] [--image <repository>@sha256:<digest>]";

// Only the foundation's resources and the providers that make them, however much else there is.
const foundationOnly = ["**pilotlight:infra:Foundation**", "**pulumi:providers:**"].flatMap(
  (pattern) => ["--target", pattern],
);

interface Deployment {
  readonly config: StageConfig;
  readonly stack: Stack;
  readonly context: CommandContext;
  /** What the stage told before; undefined the first time. */
  readonly existing: KnownOutputs | undefined;
  /** Words for every `pulumi up`: `--yes`, or none to be asked. */
  readonly confirm: readonly string[];
}

/** `npm run deploy`: puts a stage on AWS or brings it up to date. */
export const deployCommand: Command = {
  usage,
  summary: "put a stage on AWS, or bring it up to date",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, {
      yes: { type: "boolean" },
      "copy-model": { type: "boolean" },
      "delete-weights": { type: "boolean" },
      "delete-left-over": { type: "boolean" },
      image: { type: "string" },
    });
    const { config } = readStage(context.stagesFolder, oneStage(positionals, usage));
    const stack = new Stack(context, config.stage);
    const mayCopy = values["copy-model"] ?? false;
    const wishes = { image: values.image, mayCopy };
    const { existing, image, checkout } = await preFlight(config, { stack, context, wishes });
    await confirmLoss(config, existing, {
      context,
      isAllowed: values["delete-weights"] ?? false,
      mayAsk: !values.yes,
    });
    await clearLeftOver(config, {
      stack,
      context,
      mayDelete: values["delete-left-over"] ?? false,
      mayAsk: !values.yes,
      tellsRefusal: config.endpoint !== undefined,
    });
    writeDeployedFile(context, config.stage);
    await stack.create();
    const confirm = values.yes ? ["--yes"] : [];
    const deployment = { config, stack, context, existing, confirm };
    const foundation = await makeFoundation(deployment);
    await bringModel(deployment, foundation.modelBucket ?? "", mayCopy);
    const target = { repositoryUrl: foundation.repositoryUrl ?? "", region: config.region };
    await putUp(deployment, image ?? (await pushWebImage(target, checkoutOf(checkout), context)));
  },
};

function checkoutOf(checkout: Checkout | undefined): Checkout {
  if (checkout) return checkout;
  throw new Error("There is neither an image nor a checkout to build one from.");
}

/** The whole stage with this image. */
async function putUp(deployment: Deployment, image: string): Promise<void> {
  const { config, stack, context, existing, confirm } = deployment;
  if (config.endpoint && !existing?.endpointName) {
    for (const line of expectEndpoint(config.endpoint)) context.print(line);
  }
  writeDeployedFile(context, config.stage, image);
  try {
    await stack.operate("up", confirm);
  } catch (error) {
    if (config.endpoint) {
      for (const line of await tellEndpoint(config, config.endpoint, context)) context.print(line);
    }
    throw error;
  }
  const outputs = await stack.outputs();
  context.print(`${config.stage} is at ${outputs?.url ?? "no address"} with ${image}`);
}

/** The repository and the bucket, made where one of them is missing. */
async function makeFoundation(deployment: Deployment): Promise<KnownOutputs> {
  const { config, stack, existing, confirm } = deployment;
  const needsBucket = config.endpoint?.source.kind === "hub";
  if (existing?.repositoryUrl && (existing.modelBucket || !needsBucket)) return existing;
  if (existing?.phase === "complete") await widenFoundation(deployment);
  else await stack.operate("up", confirm, { env: { PILOTLIGHT_PHASE: "foundation" } });
  return (await stack.outputs()) ?? {};
}

/**
 * A bucket for a stage that runs. The whole program runs, with the image that runs, since for Pulumi
 * what a program does not declare is to be deleted; the targets hold back everything else.
 */
async function widenFoundation(deployment: Deployment): Promise<void> {
  const { config, stack, context, existing, confirm } = deployment;
  const { region, stage } = config;
  const repositoryUrl = existing?.repositoryUrl ?? "";
  const image =
    existing?.image ??
    deployedImage(context, stage) ??
    (await newestImage({ repositoryUrl, region }, context.aws));
  if (image === undefined) {
    throw new CommandError(
      `Which image "${stage}" runs is not known. Name it once: --image ${repositoryUrl}@sha256:<digest>`,
    );
  }
  writeDeployedFile(context, stage, image);
  await stack.operate("up", [...foundationOnly, ...confirm]);
}

async function bringModel(
  { config, context }: Deployment,
  bucketName: string,
  mayCopy: boolean,
): Promise<void> {
  // Of own weights, and of a bucket that was there, the pre-flight has said what is missing.
  if (config.endpoint?.source.kind !== "hub" || !mayCopy) return;
  await stageModel(config, bucketName, context);
}
