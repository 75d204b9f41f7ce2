// `npm run deploy`: its order, what it uses again, and how it ends when something fails.
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
  servedHub,
  startFixture,
  storeModel,
  withBucket,
} from "./testing/deploy-fixtures.ts";
import type { CliFixture } from "./testing/cli-fixture.ts";

let fixture: CliFixture;

describe("npm run deploy", () => {
  beforeEach(async () => {
    fixture = await startFixture();
  });

  it("asks first, then makes the repository, then the image, then the rest", async () => {
    fixture.aws.account.images.clear();
    const build = "docker build --platform linux/amd64 --file apps/web/Dockerfile";
    const reference = `${repositoryUrl}:0123456789ab`;
    const { code, output } = await fixture.run(["deploy", "test", "--yes"]);
    expect(fixture.calls).toEqual([
      "aws GetCallerIdentity",
      "pulumi whoami --non-interactive",
      "pulumi stack output --json --stack test",
      "git rev-parse --short=12 HEAD",
      "git status --porcelain",
      "docker info",
      "aws DescribeInferenceComponent",
      "aws DescribeEndpoint",
      "pulumi stack select --create test",
      "pulumi up --stack test --yes [foundation]",
      "pulumi stack output --json --stack test",
      `${build} --build-arg PILOTLIGHT_VERSION=0123456789ab --tag ${reference} .`,
      "aws GetAuthorizationToken",
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com",
      `docker push ${reference}`,
      "aws DescribeImages",
      `pulumi up --stack test --yes with ${image}`,
      "pulumi stack output --json --stack test",
    ]);
    expect(fixture.programs.password).toBe("registry-password");
    expect(output).toContain(`test is at https://d1.cloudfront.net with ${image}`);
    expect(code).toBe(0);
  });

  it("neither makes the foundation again nor builds the image of the same commit again", async () => {
    fixture.setOutputs(complete);
    const { code } = await fixture.run(["deploy", "test"]);
    expect(changesOf(fixture)).toEqual([
      "pulumi stack select --create test",
      `pulumi up --stack test with ${image}`,
    ]);
    expect(code).toBe(0);
  });

  it("leaves the checkout as it was, so that a second deployment uses the same image", async () => {
    fixture.aws.account.images.clear();
    await fixture.run(["deploy", "test", "--yes"]);
    expect(fixture.read("Pulumi.test.yaml")).toBe(cpuStage);
    fixture.calls.length = 0;
    await fixture.run(["deploy", "test", "--yes"]);
    expect(changesOf(fixture)).toEqual([
      "pulumi stack select --create test",
      `pulumi up --stack test --yes with ${image}`,
    ]);
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toContain("encryptionsalt: v1:salt");
  });

  it("keeps Pulumi's lines where the stage's file has them, and takes its settings as they are now", async () => {
    fixture.writeStage("test", `encryptionsalt: v1:tracked\n${cpuStage}`);
    await fixture.run(["deploy", "test", "--yes"]);
    fixture.writeStage(
      "test",
      `encryptionsalt: v1:tracked\n${cpuStage}    web:\n      maxTasks: 2\n`,
    );
    await fixture.run(["deploy", "test", "--yes"]);
    expect(fixture.read(".deployed/Pulumi.test.yaml")).toBe(
      `encryptionsalt: v1:tracked\n${cpuStage}    web:\n      maxTasks: 2\n  pilotlight:image: ${image}\n`,
    );
  });

  it("gives a running stage a bucket for its new GPU by the whole program with the image that runs", async () => {
    fixture = await startFixture({ complete: withBucket });
    fixture.writeStage("test", gpuStage);
    const running = `${repositoryUrl}@sha256:${"c".repeat(64)}`;
    fixture.setOutputs({ ...complete, image: running });
    await using hub = await servedHub();
    const words = ["deploy", "test", "--yes", "--copy-model"];
    const { code } = await fixture.run(words, { HF_ENDPOINT: hub.url });
    expect(changesOf(fixture)).toEqual([
      "pulumi stack select --create test",
      `pulumi up --stack test --target **pilotlight:infra:Foundation** --target **pulumi:providers:** --yes with ${running}`,
      `pulumi up --stack test --yes with ${image}`,
    ]);
    expect(code).toBe(0);
  });

  it("does the same where the stack does not tell its image yet", async () => {
    fixture = await startFixture({ complete: withBucket });
    fixture.writeStage("test", gpuStage);
    fixture.setOutputs({ ...complete, image: null });
    await using hub = await servedHub();
    const words = ["deploy", "test", "--yes", "--copy-model"];
    await fixture.run(words, { HF_ENDPOINT: hub.url });
    expect(changesOf(fixture)[1]).toMatch(/--target .* with .*@sha256:a+$/u);
  });

  it("makes the stack with the key that keeps its secrets", async () => {
    const env = { PILOTLIGHT_SECRETS_PROVIDER: "awskms://alias/pilotlight" };
    await fixture.run(["deploy", "test", "--image", image], env);
    expect(fixture.calls).toContain(
      "pulumi stack select --create --secrets-provider awskms://alias/pilotlight test",
    );
  });

  it("deploys an image that was built elsewhere", async () => {
    const { code } = await fixture.run(["deploy", "test", "--image", image]);
    expect(fixture.calls.some((call) => /^(?:docker|git)/u.test(call))).toBe(false);
    expect(changesOf(fixture).at(-1)).toBe(`pulumi up --stack test with ${image}`);
    expect(code).toBe(0);
  });

  it("goes on when quota, container and model are there, and says what the endpoint costs", async () => {
    fixture.writeStage("test", gpuStage);
    fixture.setOutputs(withBucket);
    storeModel(fixture);
    const { code, errorOutput, output } = await fixture.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toBe("");
    expect(output).toContain("It starts one ml.g5.xlarge, which costs $1.408 an hour");
    expect(code).toBe(0);
  });

  it("copies the model when it is told to, after the foundation and before the image", async () => {
    fixture.writeStage("test", gpuStage);
    await using hub = await servedHub();
    const words = ["deploy", "test", "--yes", "--copy-model"];
    const { code, output } = await fixture.run(words, { HF_ENDPOINT: hub.url });
    expect(code).toBe(0);
    expect(output).toContain(`${model.id} is complete: 2 files`);
    expect([...fixture.aws.s3.objects.keys()]).toContain(`${prefix}model.safetensors`);
  });

  it("goes on with a warning where quotas and the container's registry may not be looked at", async () => {
    fixture.writeStage("test", gpuStage);
    fixture.setOutputs(withBucket);
    storeModel(fixture);
    fixture.aws.account.refused.add("ListServiceQuotas").add("BatchGetImage");
    const { code, output } = await fixture.run(["deploy", "test", "--yes"]);
    expect(output).toContain(
      "AWS does not let us look at quotas (servicequotas:ListServiceQuotas)",
    );
    expect(output).toContain("whether it is there was not checked");
    expect(code).toBe(0);
  });
});

describe("npm run deploy that fails", () => {
  it("does not deploy what could not be built", async () => {
    fixture = await startFixture({
      changes: " M file\n",
      fail: { "docker build": "step 3 failed" },
    });
    const { code, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("docker build ended with 1");
    expect(fixture.calls.filter((call) => call.startsWith("pulumi up"))).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("tells what SageMaker says of an endpoint that did not come up, and what it costs meanwhile", async () => {
    fixture = await startFixture({
      fail: { "pulumi up": "error: timed out" },
      known: ["aws-native:sagemaker:Endpoint", "aws-native:sagemaker:InferenceComponent"],
    });
    fixture.writeStage("test", gpuStage);
    fixture.setOutputs(withBucket);
    storeModel(fixture);
    const reason = "The container did not answer its ping.";
    fixture.aws.account.endpoint = { status: "InService", component: "Creating", reason };
    const { code, output, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(output).toContain("Endpoint: InService.\n");
    expect(output).toContain(`Component: Creating, because: ${reason}`);
    expect(output).toContain("its ml.g5.xlarge may be on for $1.408 an hour");
    expect(output).toContain("npm run destroy -- test");
    expect(errorOutput).toContain("npm run pulumi -- test cancel");
    expect(code).toBe(1);
  });

  it("ends as stopped when a person stops it, and says how to go on", async () => {
    fixture = await startFixture({ interrupt: "pulumi up" });
    fixture.setOutputs(complete);
    const { code, output, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(output).toContain("Stopping. pulumi up starts nothing new and writes down what it made");
    expect(errorOutput).toContain("pulumi up was stopped.");
    expect(code).toBe(130);
  });
});

describe("what the world answers, in words:", () => {
  beforeEach(async () => {
    fixture = await startFixture();
    fixture.setOutputs(complete);
  });
  const deploy = () => fixture.run(["deploy", "test", "--yes"]);

  it("nobody at AWS's address", async () => {
    const gone = await serve(() => undefined);
    await gone[Symbol.asyncDispose]();
    fixture.awsOptions = { ...fixture.awsOptions, endpoint: gone.url };
    const { code, errorOutput } = await deploy();
    expect(errorOutput).toContain("AWS could not be reached: connect ECONNREFUSED");
    expect(code).toBe(1);
  });

  it("a call that the role may not make", async () => {
    fixture.aws.account.refused.add("DescribeImages");
    const { errorOutput } = await deploy();
    expect(errorOutput).toContain(
      "AWS refuses this to the role or user that you act as: User: arn",
    );
    expect(errorOutput).toContain("AWS_PROFILE");
  });

  it("a repository that was deleted by hand", async () => {
    fixture.aws.account.hasRepository = false;
    const { errorOutput } = await deploy();
    expect(errorOutput).toContain("The registry's repository is not there");
  });
});
