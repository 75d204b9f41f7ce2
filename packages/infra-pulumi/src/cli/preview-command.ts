// `npm run preview`: what a deployment would change. Nothing is changed: neither the stage's files, nor
// the backend, in which a stage that was never deployed gets no stack.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StageConfig } from "../stage-config.ts";
import { type Command, type CommandContext, oneStage, readWords } from "./command.ts";
import { deployedImage, deployedText, keepingDeployedFile } from "./deployed-file.ts";
import {
  checkCredentials,
  hasNoCredentials,
  type Identity,
} from "./pre-flight/check-credentials.ts";
import { checkImageName, checkLocation } from "./pre-flight/check-location.ts";
import { type KnownOutputs, Stack } from "./pulumi.ts";
import { readStage } from "./stage-files.ts";
import { newestImage } from "./web-image.ts";

const usage = "preview -- <stage> [--image <repository>@sha256:<digest>]";

/** `npm run preview`: what a deployment would change, without changing it. */
export const previewCommand: Command = {
  usage,
  summary: "show what a deployment would change",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, { image: { type: "string" } });
    const { config } = readStage(context.stagesFolder, oneStage(positionals, usage));
    const identity = await identify(config, context);
    if (identity === undefined) {
      await listWithoutAccount(config, context);
      return;
    }
    context.print(`Acting as ${identity.arn} in ${config.region}.`);
    const stack = new Stack(context, config.stage);
    const existing = (await stack.hasBackend()) ? await stack.outputs() : undefined;
    checkLocation(config, identity, existing);
    if (values.image !== undefined) checkImageName(values.image, config, identity);
    const image =
      values.image ??
      (await lastImage(config, existing, context)) ??
      placeholderImage(config, identity, context);
    await using folder = await temporaryFolder();
    const configFile = join(folder.path, `Pulumi.${config.stage}.yaml`);
    await writeFile(configFile, deployedText(context, config.stage, image));
    if (existing) await stack.operate("preview", [], { configFile });
    else await previewFresh(config, context, { folder: folder.path, configFile });
  },
};

async function identify(
  { region }: StageConfig,
  { aws }: CommandContext,
): Promise<Identity | undefined> {
  try {
    return await checkCredentials(region, aws);
  } catch (error) {
    if (hasNoCredentials(error)) return undefined;
    throw error;
  }
}

/** The image that runs, else the newest of the registry. */
async function lastImage(
  { stage, region }: StageConfig,
  existing: KnownOutputs | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (!existing) return undefined;
  const known = existing.image ?? deployedImage(context, stage);
  if (known) return known;
  const { repositoryUrl } = existing;
  return repositoryUrl && newestImage({ repositoryUrl, region }, context.aws);
}

/** A name of the right form for an image that is not built yet, so that the whole stage can be shown. */
function placeholderImage(
  { stage, region }: StageConfig,
  { accountId }: Identity,
  { print }: CommandContext,
): string {
  print("There is no image yet; one with a digest of zeros stands for it.");
  return `${accountId}.dkr.ecr.${region}.amazonaws.com/pilotlight-${stage}-web@sha256:${"0".repeat(64)}`;
}

/** A stage without a stack is shown on a backend that is thrown away. */
async function previewFresh(
  { stage }: StageConfig,
  context: CommandContext,
  { folder, configFile }: { readonly folder: string; readonly configFile: string },
): Promise<void> {
  context.print("The stage was never deployed: all of it would be made.");
  const env = {
    PULUMI_BACKEND_URL: pathToFileURL(folder).href,
    PULUMI_CONFIG_PASSPHRASE: "nothing is kept",
  };
  const stack = new Stack(context, stage, env);
  await keepingDeployedFile(context, stage, async () => {
    await stack.create("passphrase");
    await stack.operate("preview", [], { configFile });
  });
}

/** Without keys nobody can be asked; the program itself can still be run, with AWS's answers made up. */
async function listWithoutAccount(config: StageConfig, { print }: CommandContext): Promise<void> {
  const { recordGraph } = await import("../graph/record-graph.ts");
  const { resources } = await recordGraph(config);
  const inCloud = resources.filter(({ isInCloud }) => isInCloud);
  print("There are no AWS credentials, so what is there already cannot be compared.");
  print(`All of "${config.stage}" would be made, ${inCloud.length} resources:`);
  for (const { type, name } of inCloud) print(`  + ${type} ${name}`);
  print("Sign in (`aws sso login`, AWS_PROFILE) to see the difference from what is there.");
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "pilotlight-preview-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
