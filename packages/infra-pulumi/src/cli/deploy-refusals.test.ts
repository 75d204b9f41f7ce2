// What `npm run deploy` refuses before anything is made.
import { beforeEach, describe, expect, it } from "vitest";
import { serve } from "../testing/serve.ts";
import {
  changesOf,
  complete,
  cpuStage,
  gpuStage,
  image,
  model,
  prefix,
  repositoryUrl,
  startFixture,
  withBucket,
} from "./testing/deploy-fixtures.ts";
import type { CliFixture } from "./testing/cli-fixture.ts";

let fixture: CliFixture;

describe("npm run deploy refuses, before anything is made,", () => {
  beforeEach(async () => {
    fixture = await startFixture();
  });

  /** Deploys, and expects a refusal before the first change. */
  async function refused(
    words: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ) {
    const { code, errorOutput } = await fixture.run(["deploy", "test", "--yes", ...words], env);
    expect(code).toBe(1);
    expect(changesOf(fixture)).toEqual([]);
    return errorOutput;
  }

  it("keys that AWS does not know", async () => {
    fixture.aws.account.knowsCredentials = false;
    const message = await refused();
    expect(message).toContain("AWS gives no access: The security token");
    expect(message).toContain("aws sso login");
    expect(fixture.calls).toEqual(["aws GetCallerIdentity"]);
  });

  it("a quota below the stage's copies, with the page to ask for more", async () => {
    fixture.writeStage("test", gpuStage);
    fixture.aws.account.quotas.set("ml.g6.xlarge", 9).set("ml.g5.xlarge", 0);
    const message = await refused();
    expect(message).toContain(
      "The account may run 0 × ml.g5.xlarge for endpoints in us-east-1; the stage needs 1 (endpoint.maxCopies).",
    );
    expect(message).toContain("/servicequotas/home/services/sagemaker/quotas/L-0");
  });

  it("a container that the registry does not have", async () => {
    fixture.writeStage("test", gpuStage);
    fixture.aws.account.containers.clear();
    expect(await refused()).toContain(
      "The registry does not have 763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:server-sagemaker-cuda-v1. Set endpoint.containerImage",
    );
  });

  it("a region that is not known to scale to zero, and any other wrong setting, without a call", async () => {
    fixture.writeStage("test", gpuStage.replace("us-east-1", "eu-west-3"));
    expect(await refused()).toContain(
      "region: SageMaker refuses a minimum of 0 instances in eu-west-3.",
    );
    expect(fixture.calls).toEqual([]);
  });

  it("a stage that moved to another region", async () => {
    fixture.writeStage("test", cpuStage.replace("us-east-1", "eu-west-1"));
    fixture.setOutputs(complete);
    expect(await refused()).toContain(
      '"test" is in us-east-1, and its file says region: eu-west-1. A stage cannot move: set region: us-east-1 again and run `npm run destroy -- test` first',
    );
  });

  it("a stage that moved, before it says that its image lies elsewhere", async () => {
    fixture.writeStage("test", cpuStage.replace("us-east-1", "eu-west-1"));
    fixture.setOutputs(complete);
    expect(await refused(["--image", image])).toContain("A stage cannot move");
    const preview = await fixture.run(["preview", "test", "--image", image]);
    expect(preview.errorOutput).toContain("A stage cannot move");
  });

  it("a stage that is in another account", async () => {
    const elsewhere = repositoryUrl.replace("123456789012", "999999999999");
    fixture.setOutputs({ ...complete, repositoryUrl: elsewhere });
    expect(await refused()).toContain('"test" is in the account 999999999999');
  });

  it.each([
    ["web:latest", 'It is "web:latest"'],
    [`${repositoryUrl}:latest`, "Name an image of ECR by its digest"],
    [image.replace("us-east-1", "eu-west-1"), "--image is in eu-west-1, the stage in us-east-1"],
    [image.replace("1234", "9999"), "--image is in the account 999956789012"],
  ])("the image %s", async (name, words) => {
    expect((await refused(["--image", name])).replace("--image is", "It is")).toContain(
      words.replace("--image is", "It is"),
    );
  });

  it("a model that is not in the bucket", async () => {
    fixture.writeStage("test", gpuStage);
    fixture.setOutputs(withBucket);
    expect(await refused()).toBe(
      `${model.id} is not complete under s3://models-of-test/${prefix}. Copy it with \`npm run model -- stage test\`, or deploy with --copy-model, which copies ${model.id} from the hub.\n`,
    );
  });

  it("a first deployment that would end without the model's weights", async () => {
    fixture.writeStage("test", gpuStage);
    expect(await refused()).toContain("Deploy with --copy-model");
  });

  it("a hub that cannot be reached, or does not have the model", async () => {
    fixture.writeStage("test", gpuStage);
    const gone = await serve(() => undefined);
    await gone[Symbol.asyncDispose]();
    const nobody = await refused(["--copy-model"], { HF_ENDPOINT: gone.url });
    expect(nobody).toContain(`The hub at ${gone.url} cannot be reached: connect ECONNREFUSED`);
    await using empty = await serve((_request, response) => {
      response.writeHead(404).end();
    });
    const none = await refused(["--copy-model"], { HF_ENDPOINT: empty.url });
    expect(none).toContain("The hub has no such model, revision or file");
  });

  it("own weights in a bucket that is not there", async () => {
    fixture.writeStage("test", gpuStage.replace(/model: .*/u, "model: s3://gone/weights/"));
    fixture.aws.s3.missing.add("gone");
    expect(await refused()).toContain("The bucket is not there, or in another account.");
  });

  it("to go on when Pulumi has no backend", async () => {
    fixture = await startFixture({
      fail: { "pulumi whoami": "error: PULUMI_ACCESS_TOKEN must be set" },
    });
    const message = await refused();
    expect(message).toContain("PULUMI_ACCESS_TOKEN must be set");
    expect(message).toContain("pulumi login s3://");
  });

  it.each([
    ["does not run", { fail: { "docker info": "no daemon" } }],
    ["is not installed", { missing: ["docker"] }],
  ])("to build where the container engine %s, and names the way without one", async (_, plan) => {
    fixture = await startFixture({ changes: " M file\n", ...plan });
    expect(await refused()).toContain("--image <repository>@sha256:<digest>");
  });

  it("to go on over what the last deployment left open", async () => {
    const urn = "urn:pulumi:test::pilotlight::aws:ecs/service:Service::web";
    fixture = await startFixture({ pending: [urn] });
    fixture.setOutputs(complete);
    const message = await refused();
    expect(message).toContain(`creating ${urn}`);
    expect(message).toContain("npm run pulumi -- test refresh");
  });

  it("to delete the bucket with its weights, until it is told to", async () => {
    fixture.setOutputs(withBucket);
    expect(await refused()).toContain(
      "its bucket models-of-test is deleted with all weights in it",
    );
    const { code } = await fixture.run(["deploy", "test", "--yes", "--delete-weights"]);
    expect(code).toBe(0);
  });

  it("a stage that has no file, and flags that it does not know", async () => {
    const none = await fixture.run(["deploy", "prod"]);
    expect(none.errorOutput).toContain('There is no stage "prod". There are test.');
    const flag = await fixture.run(["deploy", "test", "--force"]);
    expect(flag.errorOutput).toContain("--force");
    expect([none.code, flag.code]).toEqual([1, 1]);
  });
});
