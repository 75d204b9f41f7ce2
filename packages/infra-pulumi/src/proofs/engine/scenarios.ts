// What `npm run proof -- engine` does, scenario by scenario.
import * as v from "valibot";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import { settingsSchema, type StageSettingsInput } from "../../stage-settings.ts";
import { FakeHub } from "../../testing/fake-hub.ts";
import type { Sandbox } from "../../testing/engine/sandbox.ts";
import { readStageSettings } from "../../testing/parse-stage-file.ts";
import { graphOf } from "../../testing/stages.ts";
import { labelOf, type Resources, type Step } from "./step-recorder.ts";

/** Steps that need each other, in a world of their own. */
export interface Scenario {
  readonly name: string;
  readonly steps: (sandbox: Sandbox) => AsyncGenerator<Step>;
}

const model = { id: "acme/small-chat", revision: "0123456789abcdef0123456789abcdef01234567" };
const modelFacts = { weightGb: 4.2, kvKibPerToken: 128, maxTokens: 32_768 };
const hubModel = `${model.id}@${model.revision}`;

const outputsSchema = v.object({ image: v.optional(v.string()) });

/** A hub with a model of one small and one large file. */
export function makeHub(): FakeHub {
  const files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.alloc(2000, 7) };
  return new FakeHub({ model, files, largeFrom: 1000 });
}

/** A shipped stage's settings, with a small model in Mistral's place. */
function shipped(stage: string): StageSettingsInput {
  const settings = v.parse(settingsSchema, readStageSettings(stage));
  if (settings.hosting !== "gpu") return settings;
  return { ...settings, endpoint: { ...settings.endpoint, model: hubModel, modelFacts } };
}

/** Every resource that a stage with these settings has at AWS. */
async function all(settings: StageSettingsInput, stage: string): Promise<Resources> {
  return labels(await graphOf(settings, stage));
}

function labels({ resources }: ResourceGraph): Resources {
  return resources
    .filter(({ isInCloud }) => isInCloud)
    .map(({ type, name }) => labelOf(`::::${type}::${name}`));
}

/** Taking a stage away leaves nothing, in the world of the stand-ins, in S3 and in ECR. */
function isNothingLeft(stage: string, sandbox: Sandbox) {
  return async () => {
    const things = sandbox.world
      .things()
      .filter(({ urn }) => urn.startsWith(`urn:pulumi:${stage}::`))
      .map(({ urn }) => labelOf(urn));
    const left = [...things, ...(await sandbox.stored(stage))];
    return left.length > 0 ? `left behind: ${left.join(", ")}` : undefined;
  };
}

async function* firstAgainDestroy(
  stage: string,
  source: string,
  sandbox: Sandbox,
): AsyncGenerator<Step> {
  const settings = shipped(source);
  const created = await all(settings, stage);
  const words = settings.hosting === "gpu" ? ["--copy-model"] : [];
  yield {
    says: "preview before anything is there",
    stage,
    settings,
    words: ["preview", stage],
    prints: /never deployed/u,
  };
  yield {
    says: "first deployment, image built and pushed",
    stage,
    words: ["deploy", stage, "--yes", ...words],
    changes: { created },
  };
  const image = await imageOf(stage, sandbox);
  yield { says: "again", stage, words: ["deploy", stage, "--yes", "--image", image] };
  yield { says: "preview", stage, words: ["preview", stage], prints: /unchanged/u };
  yield {
    says: "destroy",
    stage,
    words: ["destroy", stage, "--yes"],
    changes: { deleted: created },
    after: isNothingLeft(stage, sandbox),
  };
}

/** The image that runs, as `npm run outputs` tells it. */
async function imageOf(stage: string, sandbox: Sandbox): Promise<string> {
  const { printed } = await sandbox.run(["outputs", stage]);
  const start = printed.indexOf("{");
  if (start < 0) return "";
  return v.parse(outputsSchema, JSON.parse(printed.slice(start))).image ?? "";
}

/** All of them, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  { name: "dev", steps: (sandbox) => firstAgainDestroy("proof-dev", "dev", sandbox) },
  { name: "staging", steps: (sandbox) => firstAgainDestroy("proof-stage", "staging", sandbox) },
  { name: "prod", steps: (sandbox) => firstAgainDestroy("proof-prod", "prod", sandbox) },
];
