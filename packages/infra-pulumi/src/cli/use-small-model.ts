// `npm run model -- use --task …` and `--small`: other small models on the stage's endpoint for them. The web
// tasks stay as they are: an answer's model is named by the container that gave it.
import { copyModel } from "../model/copy-model.ts";
import type { HubModel, WeightSource } from "../model/hub.ts";
import { findMissingSmall, listName, SmallModel, SmallModelError } from "../model/small-model.ts";
import { WeightFolder } from "../model/weight-folder.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { checkSmallModels } from "./pre-flight/check-small-models.ts";
import { changeSettings, readStage } from "./stage-files.ts";
import { hubOf, withBucket } from "./stage-model.ts";
import { bringUp, type UseOptions, type Wishes } from "./use-model.ts";
import { folderAt, isFolder, s3FolderAt } from "./weight-place.ts";

/** What is copied, and what it is called. */
interface Copied {
  readonly source: WeightSource;
  readonly model: HubModel;
}

/**
 * Writes other small models into a stage's file, brings those of the hub or of a folder into a bucket, and
 * deploys a stage that runs with the image that it has.
 * @param place `org/name[@revision]` of the hub, `s3://bucket/prefix/`, or a folder
 * @throws {CommandError} when the stage has no endpoint for them, or they are not whole
 */
export async function useSmallModel(stage: string, place: string, wishes: Wishes): Promise<void> {
  const { context } = wishes;
  const { config } = readStage(context.stagesFolder, stage);
  if (!config.smallEndpoint) {
    throw new CommandError(
      `"${stage}" has no endpoint of small models. Set smallEndpoint.hosting in its file (serverless or instance), then run this again.`,
    );
  }
  const { region } = config;
  const models = place.startsWith("s3://") ? s3FolderAt(place).uri : await planned(place, wishes);
  const uri = typeof models === "string" ? models : models.uri;
  const change = changeSettings(context.stagesFolder, stage, "smallEndpoint", { models: uri });
  await checkCredentials(region, context.aws);
  if (typeof models === "string") await checkSmallModels(uri, region, context.aws);
  else await copy(models, region, context);
  change.write();
  context.print(`Wrote ${change.path}: ${uri}.`);
  await bringUp(stage, wishes);
}

interface Planned extends Copied {
  readonly uri: string;
  readonly bucketName: string;
  readonly prefix: string;
}

async function planned(place: string, wishes: Wishes): Promise<Planned> {
  const { bucket: bucketName } = wishes.options;
  if (bucketName === undefined) {
    throw new CommandError(
      "Small models need a bucket of yours in the stage's region, which outlives the stage. Name it: --bucket <name>",
    );
  }
  const { source, model } = await (isFolder(place)
    ? ofFolder(place, wishes)
    : ofHub(place, wishes));
  const prefix = `small-models/${model.revision.slice(0, 12)}/${model.id.replaceAll("/", "_")}/`;
  return { source, model, bucketName, prefix, uri: `s3://${bucketName}/${prefix}` };
}

async function ofFolder(place: string, { options, context }: Wishes): Promise<Copied> {
  const path = folderAt(place, context);
  const folder = await WeightFolder.open(path);
  const model = await folder.identify(options.name);
  const list = await folder.readText(listName);
  if (list === undefined) return checked(folder, model, taskOf(options, path));
  const sizes = new Map(folder.files.map((file) => [file.path, file.bytes]));
  const missing = findMissingSmall(list, (name) => sizes.get(name));
  if (missing === undefined) return { source: folder, model };
  throw new CommandError(`${path} is not whole: ${missing} Fill it with npm run models:pull.`);
}

async function ofHub(place: string, { options, context }: Wishes): Promise<Copied> {
  const parts = /^(?<id>[\w.-]+\/[\w.-]+?)(?:@(?<revision>[\w.-]+))?$/u.exec(place)?.groups;
  if (!parts) {
    throw new CommandError(
      `"${place}" is no model. Name one of the hub (org/name), a place in S3 (s3://bucket/prefix/), or a folder (./models).`,
    );
  }
  const { id = "", revision = "main" } = parts;
  const hub = hubOf(context);
  const found = await hub.describe({ id, revision });
  return checked(hub, { id, revision: found.revision }, taskOf(options, id));
}

function taskOf({ task }: UseOptions, place: string): string {
  if (task !== undefined) return task;
  throw new CommandError(
    `Which task ${place} is for is not said. Name it: --task sentiment-analysis or --task question-answering`,
  );
}

/** The model with its list, once it is known that it has what is read. */
async function checked(source: WeightSource, model: HubModel, task: string): Promise<Copied> {
  const small = new SmallModel(source, model, task);
  try {
    await small.listFiles();
  } catch (error) {
    throw error instanceof SmallModelError ? new CommandError(error.message) : error;
  }
  return { source: small, model };
}

async function copy(planned: Planned, region: string, context: CommandContext): Promise<void> {
  const { source, model, bucketName, prefix, uri } = planned;
  context.print(`Copying ${model.id} to ${uri}`);
  await withBucket(bucketName, { region, ...context.aws }, (bucket) =>
    copyModel({ hub: source, bucket, model, prefix, print: context.print }),
  );
}
