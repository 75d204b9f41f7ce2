// `npm run model -- use`: another model in a stage that may run already. Its settings follow from the weights
// themselves; a stage that runs gets the model with the image that it has.
import { copyModel } from "../model/copy-model.ts";
import type { ModelBucket } from "../model/model-bucket.ts";
import { type FoundSizes, type ModelFactsInput, sizesOf } from "../model/read-model-facts.ts";
import { selectFiles } from "../model/select-files.ts";
import { WeightFolder } from "../model/weight-folder.ts";
import { knownFacts, readModelSource } from "../sizing/models.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";
import { deployCommand } from "./deploy-command.ts";
import { deployedImage } from "./deployed-file.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { type KnownOutputs, Stack } from "./pulumi.ts";
import { resolveModel } from "./resolve-model.ts";
import { changeSettings, readStage } from "./stage-files.ts";
import { withBucket } from "./stage-model.ts";
import { folderAt, isFolder, s3FolderAt } from "./weight-place.ts";

/** What `model -- use` was told beside the model. */
export interface UseOptions {
  /** The bucket of the account's own for the weights of a folder. */
  readonly bucket: string | undefined;
  /** The name of a folder's weights. */
  readonly name: string | undefined;
  /** The task of a small model; undefined where it is not said. */
  readonly task: string | undefined;
  /** Words for the deployment, such as `--yes`. */
  readonly deployWords: readonly string[];
}

/** A model as the stage's file will name it. */
interface Chosen {
  readonly model: string;
  readonly profile: "bf16" | "awq" | undefined;
  readonly facts: ModelFactsInput | undefined;
  /** Puts the weights where the name says. */
  readonly bring?: () => Promise<void>;
}

/**
 * Writes another model into a stage's file, brings the weights of a folder into a bucket, and deploys a stage
 * that runs with the image that it has.
 * @param place `org/name[@revision]` of the hub, `s3://bucket/prefix/`, or a folder
 * @throws {CommandError} when there are no weights, or nobody can tell what they need
 * @throws {StageConfigError} when the stage cannot run them; nothing is changed then
 */
export async function useModel(
  stage: string,
  place: string,
  { options, context }: { readonly options: UseOptions; readonly context: CommandContext },
): Promise<void> {
  const { config } = readStage(context.stagesFolder, stage);
  if (!config.endpoint) {
    throw new CommandError(
      `"${stage}" has no GPU for a large model. Set hosting: gpu in its file, then run this again.`,
    );
  }
  const { model, profile, facts, bring } = await choose(place, config.region, { options, context });
  const change = changeSettings(context.stagesFolder, stage, "endpoint", {
    model,
    ...(profile && { profile }),
    modelFacts: facts,
  });
  await bring?.();
  change.write();
  context.print(`Wrote ${change.path}: ${model}.`);
  await bringUp(stage, { options, context });
}

/** What is wanted, and what a command has. */
export interface Wishes {
  readonly options: UseOptions;
  readonly context: CommandContext;
}

async function choose(place: string, region: string, wishes: Wishes): Promise<Chosen> {
  if (place.startsWith("s3://")) return chooseInS3(place, region, wishes);
  if (isFolder(place)) return chooseFolder(place, region, wishes);
  const found = await resolveModel({ model: place }, wishes.context);
  if (found) return { model: found.name, profile: found.profile, facts: found.facts };
  if (/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/u.test(place)) {
    const { precision } = knownFacts(readModelSource(place)) ?? {};
    return { model: place, profile: knownProfile(precision), facts: undefined };
  }
  throw new CommandError(
    `"${place}" is no model. Name one of the hub (org/name), own weights in S3 (s3://bucket/prefix/), or a folder (./weights).`,
  );
}

async function chooseInS3(place: string, region: string, { context }: Wishes): Promise<Chosen> {
  const { uri: model, bucket: bucketName, prefix } = s3FolderAt(place);
  return withOwnBucket(bucketName, region, context, async (bucket) => {
    const sizes = [...(await bucket.list(prefix))].map(([key, bytes]) => ({
      path: key.slice(prefix.length),
      bytes,
    }));
    const config = await bucket.readText(`${prefix}config.json`);
    return { model, ...chosenBy(sizesOf(selectFiles(sizes), config), model) };
  });
}

async function chooseFolder(place: string, region: string, wishes: Wishes): Promise<Chosen> {
  const { options, context } = wishes;
  const path = folderAt(place, context);
  const folder = await WeightFolder.open(path);
  const chosen = chosenBy(sizesOf(folder.files, await folder.readText("config.json")), path);
  const { bucket: bucketName } = options;
  if (bucketName === undefined) {
    throw new CommandError(
      "Weights of a folder need a bucket of yours in the stage's region, which outlives the stage. Name it: --bucket <name>",
    );
  }
  context.print(`Reading ${path} for its checksums …`);
  const name = await folder.identify(options.name);
  // The last folder is the name under which the model answers.
  const prefix = `weights/${name.revision.slice(0, 12)}/${name.id}/`;
  const bring = () =>
    withOwnBucket(bucketName, region, context, async (bucket) => {
      context.print(`Copying ${path} to s3://${bucketName}/${prefix}`);
      await copyModel({ hub: folder, bucket, model: name, prefix, print: context.print });
    });
  return { model: `s3://${bucketName}/${prefix}`, ...chosen, bring };
}

function chosenBy(sizes: FoundSizes | undefined, place: string): Pick<Chosen, "profile" | "facts"> {
  if (!sizes) {
    throw new CommandError(
      `What ${place} needs of a GPU cannot be told: it must hold the config.json of a text model and its weights (*.safetensors).`,
    );
  }
  const { weightGb, kvKibPerToken, maxTokens, precision } = sizes;
  return { profile: knownProfile(precision), facts: { weightGb, kvKibPerToken, maxTokens } };
}

function knownProfile(precision: FoundSizes["precision"] | undefined): Chosen["profile"] {
  return precision === "unknown" ? undefined : precision;
}

/** The bucket of the account's own, after a look at who acts. */
async function withOwnBucket<Result>(
  name: string,
  region: string,
  { aws }: CommandContext,
  use: (bucket: ModelBucket) => Promise<Result>,
): Promise<Result> {
  await checkCredentials(region, aws);
  return withBucket(name, { region, ...aws }, use);
}

/** A stage that runs gets what its file says now, with the image that runs; of one that does not, the next step is said. */
export async function bringUp(stage: string, { options, context }: Wishes): Promise<void> {
  const stack = new Stack(context, stage);
  const existing = (await stack.hasBackend()) ? await stack.outputs() : undefined;
  const image = runningImage(stage, existing, context);
  if (image === undefined) {
    context.print(`Next: npm run deploy -- ${stage} --copy-model`);
    return;
  }
  const words = [stage, "--copy-model", "--image", image, ...options.deployWords];
  await deployCommand.run(words, context);
}

function runningImage(
  stage: string,
  existing: KnownOutputs | undefined,
  context: CommandContext,
): string | undefined {
  if (existing?.phase !== "complete") return undefined;
  return existing.image ?? deployedImage(context, stage);
}
