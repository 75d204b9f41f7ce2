// What the scenarios of the proof are made of: stages, steps that many have, and what a change comes to.
import * as v from "valibot";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import { settingsSchema, type StageSettingsInput } from "../../stage-settings.ts";
import { changedKeys } from "../../testing/engine/provider-wire.ts";
import { replaces } from "../../testing/engine/resource-kinds.ts";
import type { Sandbox } from "../../testing/engine/sandbox.ts";
import { readStageSettings } from "../../testing/parse-stage-file.ts";
import { graphOf } from "../../testing/stages.ts";
import { type Changes, labelOf, type Resources, type Step } from "./step-recorder.ts";

/** The small model that takes Mistral\'s place. */
export const model = {
  id: "acme/small-chat",
  revision: "0123456789abcdef0123456789abcdef01234567",
};
/** What sizing must know of it. */
export const modelFacts = { weightGb: 4.2, kvKibPerToken: 128, maxTokens: 32_768 };
/** Its name in a stage's file. */
export const hubModel = `${model.id}@${model.revision}`;

const outputsSchema = v.object({ image: v.optional(v.string()) });

/** A shipped stage's settings, with a small model in Mistral's place. */
export function shipped(stage: string): StageSettingsInput {
  const settings = v.parse(settingsSchema, readStageSettings(stage));
  if (settings.hosting !== "gpu") return settings;
  return { ...settings, endpoint: { ...settings.endpoint, model: hubModel, modelFacts } };
}

/** Every resource that a stage with these settings has at AWS. */
export async function all(settings: StageSettingsInput, stage: string): Promise<Resources> {
  return labels(await graphOf(settings, stage));
}

function labels({ resources }: ResourceGraph): Resources {
  return resources
    .filter(({ isInCloud }) => isInCloud)
    .map(({ type, name }) => labelOf(`::::${type}::${name}`));
}

/** Taking a stage away leaves nothing, in the world of the stand-ins, in S3 and in ECR. */
export function isNothingLeft(stage: string, sandbox: Sandbox) {
  return async () => {
    const things = sandbox.world
      .things()
      .filter(({ urn }) => urn.startsWith(`urn:pulumi:${stage}::`))
      .map(({ urn }) => labelOf(urn));
    const left = [...things, ...(await sandbox.stored(stage))];
    return left.length > 0 ? `left behind: ${left.join(", ")}` : undefined;
  };
}

/** What a new settings file changes, by the program's two graphs and by what cannot be changed in place. */
export async function between(
  before: StageSettingsInput,
  after: StageSettingsInput,
  stage: string,
): Promise<Changes> {
  const [olds, news] = [await inCloud(before, stage), await inCloud(after, stage)];
  const both = [...news.keys()].filter((label) => olds.has(label));
  const changed = both.filter((label) => keysOf(label).length > 0);
  const fresh = changed.filter((label) =>
    keysOf(label).some((key) => replaces(news.get(label)?.type ?? "", key)),
  );
  function keysOf(label: string): readonly string[] {
    return changedKeys(olds.get(label)?.inputs ?? {}, news.get(label)?.inputs ?? {});
  }
  return {
    created: [...news.keys()].filter((label) => !olds.has(label)),
    updated: [
      ...changed.filter((label) => !fresh.includes(label)),
      // A new revision of the task is named by the service.
      ...(fresh.includes("TaskDefinition web") && !changed.includes("Service web")
        ? ["Service web"]
        : []),
    ],
    replaced: fresh,
    deleted: [...olds.keys()].filter((label) => !news.has(label)),
  };
}

async function inCloud(settings: StageSettingsInput, stage: string) {
  const { resources } = await graphOf(settings, stage);
  return new Map(
    resources
      .filter((resource) => resource.isInCloud)
      .map((resource) => [labelOf(`::::${resource.type}::${resource.name}`), resource]),
  );
}

/** The same, with what is replaced or updated because something that it names is new. */
export function alsoUpdated(changes: Changes, ...more: Resources): Changes {
  return { ...changes, updated: [...new Set([...changes.updated, ...more])] };
}

/** Everything that the stage has, and nothing else of it. */
export function isWhole(stage: string, wanted: Resources, sandbox: Sandbox) {
  return () => {
    const there = sandbox.world
      .things()
      .filter(({ urn }) => urn.startsWith(`urn:pulumi:${stage}::`))
      .map(({ urn }) => labelOf(urn));
    const missing = wanted.filter((label) => !there.includes(label));
    const extra = there.filter((label) => !wanted.includes(label));
    if (missing.length + extra.length === 0) return undefined;
    return `missing: ${missing.join(", ")}; too much: ${extra.join(", ")}`;
  };
}

/** The first deployment of a stage, with the model's copy where it has one. */
export function first(stage: string, settings: StageSettingsInput, created: Resources): Step {
  return {
    says: "first deployment, image pushed",
    stage,
    settings,
    words: ["deploy", stage, "--yes", ...(settings.hosting === "gpu" ? ["--copy-model"] : [])],
    changes: { created },
  };
}

/** The same once more, in which nothing changes. */
export async function again(stage: string, sandbox: Sandbox): Promise<Step> {
  const image = await imageOf(stage, sandbox);
  return { says: "again", stage, words: ["deploy", stage, "--yes", "--image", image] };
}

/** Taking the stage away. */
export function gone(stage: string, deleted: Resources, sandbox: Sandbox): Step {
  return {
    says: "destroy",
    stage,
    words: ["destroy", stage, "--yes"],
    changes: { deleted },
    after: isNothingLeft(stage, sandbox),
  };
}

/** A step of one of two stages. */
export function named(prefix: string, step: Step): Step {
  return { ...step, says: prefix + step.says };
}

/** A component's model is another one, and its stage can sleep: it is made anew. */
export function replacedToo(changes: Changes, ...labels: Resources): Changes {
  return {
    ...changes,
    updated: changes.updated.filter((label) => !labels.includes(label)),
    replaced: [...new Set([...changes.replaced, ...labels])],
  };
}

/** The same settings with some of the endpoint's changed. */
export function withEndpoint(
  settings: StageSettingsInput,
  endpoint: NonNullable<StageSettingsInput["endpoint"]>,
): StageSettingsInput {
  return { ...settings, endpoint: { ...settings.endpoint, ...endpoint } };
}

/** An image that `--image` can name before the stage has a repository: nobody looks for it there. */
export async function givenImage(stage: string, sandbox: Sandbox): Promise<string> {
  const digest = await sandbox.pushImage("another-web", "given");
  return `123456789012.dkr.ecr.us-east-1.amazonaws.com/pilotlight-${stage}-web@${digest}`;
}

/** The image that runs, as `npm run outputs` tells it. */
export async function imageOf(stage: string, sandbox: Sandbox): Promise<string> {
  const { printed } = await sandbox.run(["outputs", stage]);
  const start = printed.indexOf("{");
  if (start < 0) return "";
  return v.parse(outputsSchema, JSON.parse(printed.slice(start))).image ?? "";
}
