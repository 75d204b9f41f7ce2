// What the tests of `npm run deploy` share: stages, what their stack tells, and a pretended world.
import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { manifestKey, writeManifest } from "../../model/model-manifest.ts";
import { FakeHub } from "../../testing/fake-hub.ts";
import { serve } from "../../testing/serve.ts";
import type { Plan } from "./fake-programs.ts";
import { CliFixture } from "./cli-fixture.ts";

/** The registry's place for the stage's images. */
export const repositoryUrl = "123456789012.dkr.ecr.us-east-1.amazonaws.com/pilotlight-test-web";
/** What the commit's image is known by. */
const digest = `sha256:${"a".repeat(64)}`;
/** The commit's image. */
export const image = `${repositoryUrl}@${digest}`;
/** What the stack tells after its foundation. */
const foundation = { phase: "foundation", repositoryUrl, modelBucket: "models-of-test" };
/** What it tells after all of it, without a bucket for weights. */
export const complete = {
  phase: "complete",
  repositoryUrl,
  url: "https://d1.cloudfront.net",
  image,
  modelBucket: null,
};
/** The same with the bucket. */
export const withBucket = { ...complete, modelBucket: "models-of-test" };
/** The model of the stage with a GPU. */
export const model = {
  id: "acme/small-chat",
  revision: "0123456789abcdef0123456789abcdef01234567",
};
/** Where that model lies in the bucket. */
export const prefix = `models/${model.id}/${model.revision}/`;

/** A stage without a GPU. */
export const cpuStage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: none
`;
/** A stage with one. */
export const gpuStage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: awq
      model: ${model.id}@${model.revision}
      modelFacts: { weightGb: 4.2, kvKibPerToken: 128, maxTokens: 32768 }
`;

/** A world in which the commit's image is in the registry. */
export async function startFixture(plan: Plan = {}): Promise<CliFixture> {
  const started = await CliFixture.start({ foundation, complete, ...plan });
  onTestFinished(() => started[Symbol.asyncDispose]());
  started.writeStage("test", cpuStage);
  started.aws.account.images.set("0123456789ab", digest);
  started.aws.account.pushedDigest = digest;
  return started;
}

/** Puts the model and its manifest into the bucket. */
export function storeModel({ aws }: CliFixture): void {
  const body = Buffer.from("{}");
  const sha256 = createHash("sha256").update(body).digest("hex");
  const manifest = { ...model, files: [{ path: "config.json", bytes: body.length, sha256 }] };
  aws.s3.objects.set(`${prefix}config.json`, { body, contentId: undefined });
  const text = Buffer.from(writeManifest(manifest));
  aws.s3.objects.set(manifestKey(model), { body: text, contentId: undefined });
}

/** What was made: every call that changes something. */
export function changesOf({ calls }: CliFixture): readonly string[] {
  return calls.filter((call) =>
    /^(?:pulumi (?:up|destroy|stack select)|docker (?:build|push))/u.test(call),
  );
}

/** A hub that has the model. */
export function servedHub() {
  const files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.alloc(2000, 7) };
  const hub = new FakeHub({ model, files, largeFrom: 1000 });
  return serve((request, response) => {
    hub.handle(request, response);
  });
}
