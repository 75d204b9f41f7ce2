// `npm run deploy`: what can be refused is asked first; then the repository, the image, and the rest.
import type { StageConfig } from "../stage-config.ts";
import { type Command, CommandError, type CommandContext, oneStage, readWords } from "./command.ts";
import { stageModel } from "./model-command.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { checkModel } from "./pre-flight/check-model.ts";
import { checkQuota } from "./pre-flight/check-quota.ts";
import { type KnownOutputs, Stack } from "./pulumi.ts";
import { copyWithImage, readStage } from "./stage-files.ts";
import { newestImage, pushWebImage } from "./web-image.ts";

const deployUsage =
  "deploy -- <stage> [--yes] [--copy-model] [--image <repository>@sha256:<digest>]";
const previewUsage = "preview -- <stage> [--image <repository>@sha256:<digest>]";

// Only the foundation's resources and the providers that make them, however much else there is.
const foundationOnly = ["**pilotlight:infra:Foundation**", "**pulumi:providers:**"].flatMap(
  (pattern) => ["--target", pattern],
);
const foundationPhase = { PILOTLIGHT_PHASE: "foundation" };

interface Deployment {
  readonly config: StageConfig;
  readonly stack: Stack;
  readonly context: CommandContext;
  /** Words for every `pulumi up`: `--yes`, or none to be asked. */
  readonly confirm: readonly string[];
}

/** `npm run deploy`: puts a stage on AWS or brings it up to date. */
export const deployCommand: Command = {
  usage: deployUsage,
  summary: "put a stage on AWS, or bring it up to date",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, {
      yes: { type: "boolean" },
      "copy-model": { type: "boolean" },
      image: { type: "string" },
    });
    const { config } = readStage(context.stagesFolder, oneStage(positionals, deployUsage));
    await preFlight(config, context);
    const stack = new Stack(context, config.stage);
    await stack.select();
    const deployment = { config, stack, context, confirm: values.yes ? ["--yes"] : [] };
    const { repositoryUrl, modelBucket } = await makeFoundation(deployment);
    await bringModel(deployment, modelBucket ?? "", values["copy-model"] ?? false);
    const target = { repositoryUrl: repositoryUrl ?? "", region: config.region };
    const image = values.image ?? (await pushWebImage(target, context));
    await stack.operate("up", [...imageSetting(image), ...deployment.confirm]);
    const { url } = await stack.outputs();
    context.print(`${config.stage} is at ${url ?? "no address"} with ${image}`);
  },
};

/** `npm run preview`: what a deployment would change, without changing it. */
export const previewCommand: Command = {
  usage: previewUsage,
  summary: "show what a deployment would change",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, { image: { type: "string" } });
    const file = readStage(context.stagesFolder, oneStage(positionals, previewUsage));
    const { config } = file;
    await preFlight(config, context);
    const stack = new Stack(context, config.stage);
    await stack.select();
    const { repositoryUrl } = await stack.outputs();
    const image =
      values.image ??
      file.image ??
      (repositoryUrl && (await newestImage(repositoryUrl, config.region)));
    if (image === undefined) {
      context.print("There is no image yet, so only what comes before it can be shown.");
      await stack.operate("preview", [], { env: foundationPhase });
      return;
    }
    // Pulumi would save a --config in the stage's file, and a preview changes nothing.
    await using copy = await copyWithImage(file, image);
    await stack.operate("preview", [], { configFile: copy.path });
  },
};

/** What AWS would refuse after minutes is asked before anything is made. The region is the schema's part. */
async function preFlight({ region, endpoint }: StageConfig, { print }: CommandContext) {
  const { arn } = await checkCredentials(region);
  print(`Acting as ${arn} in ${region}.`);
  const warnings = endpoint ? await checkQuota(endpoint, region) : [];
  for (const warning of warnings) print(warning);
}

/** The repository and the bucket, made where one of them is missing. */
async function makeFoundation(deployment: Deployment): Promise<KnownOutputs> {
  const { config, stack, confirm } = deployment;
  const before = await stack.outputs();
  const needsBucket = config.endpoint?.source.kind === "hub";
  if (before.repositoryUrl && (before.modelBucket || !needsBucket)) return before;
  // A stage that is running has more than its foundation: without targets Pulumi would take it away.
  const targets = before.repositoryUrl ? foundationOnly : [];
  await stack.operate("up", [...targets, ...confirm], { env: foundationPhase });
  return stack.outputs();
}

async function bringModel(
  { config, context }: Deployment,
  bucketName: string,
  mayCopy: boolean,
): Promise<void> {
  const { endpoint, region, stage } = config;
  if (!endpoint) return;
  const missing = await checkModel(endpoint.source, { bucketName, region });
  if (missing === undefined) return;
  if (endpoint.source.kind === "s3") {
    throw new CommandError(`${missing} Put the model there, or set endpoint.model to its place.`);
  }
  if (!mayCopy) {
    throw new CommandError(
      `${missing} Copy it with \`npm run model -- stage ${stage}\`, or deploy with --copy-model.`,
    );
  }
  await stageModel(config, bucketName, context);
}

/** Pulumi writes the setting into the stage's file, where it says what was deployed last. */
function imageSetting(image: string): readonly string[] {
  return ["--config", `pilotlight:image=${image}`];
}
