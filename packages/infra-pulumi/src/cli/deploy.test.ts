// `npm run deploy`, `preview`, `destroy` and `outputs`, as processes.
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { manifestKey, writeManifest } from "../model/model-manifest.ts";
import { FakeHub } from "../testing/fake-hub.ts";
import { serve } from "../testing/serve.ts";
import { type Plan, Rehearsal } from "./testing/run-command.ts";

const repositoryUrl = "123456789012.dkr.ecr.us-east-1.amazonaws.com/pilotlight-test-web";
const digest = `sha256:${"a".repeat(64)}`;
const image = `${repositoryUrl}@${digest}`;
const foundation = { phase: "foundation", repositoryUrl, modelBucket: "models-of-test" };
const complete = { ...foundation, phase: "complete", url: "https://d1.cloudfront.net" };
const model = { id: "acme/small-chat", revision: "0123456789abcdef0123456789abcdef01234567" };
const prefix = `models/${model.id}/${model.revision}/`;

const cpuStage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: none
`;
const gpuStage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: awq
      model: ${model.id}@${model.revision}
      modelFacts: { weightGb: 4.2, kvKibPerToken: 128, maxTokens: 32768 }
`;

let rehearsal: Rehearsal;

async function start(plan: Plan = {}): Promise<Rehearsal> {
  const started = await Rehearsal.start({ foundation, complete, ...plan });
  onTestFinished(() => started[Symbol.asyncDispose]());
  started.writeStage("test", cpuStage);
  started.aws.account.images.set("0123456789ab", digest);
  return started;
}

function storeModel({ aws }: Rehearsal): void {
  const body = Buffer.from("{}");
  const sha256 = createHash("sha256").update(body).digest("hex");
  const manifest = { ...model, files: [{ path: "config.json", bytes: body.length, sha256 }] };
  aws.s3.objects.set(`${prefix}config.json`, { body, contentId: undefined });
  const text = Buffer.from(writeManifest(manifest));
  aws.s3.objects.set(manifestKey(model), { body: text, contentId: undefined });
}

describe("npm run deploy", () => {
  beforeEach(async () => {
    rehearsal = await start();
  });

  it("makes the repository, then the image, then the rest", async () => {
    rehearsal.aws.account.images.clear();
    const build = "docker build --platform linux/amd64 --file apps/web/Dockerfile";
    const reference = `${repositoryUrl}:0123456789ab`;
    rehearsal.aws.account.pushedDigest = digest;
    const { code, output } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(rehearsal.calls).toEqual([
      "aws GetCallerIdentity",
      "pulumi whoami --non-interactive",
      "pulumi stack select --create test",
      "pulumi stack output --json --stack test",
      `pulumi up --stack test --config-file ${rehearsal.folder}/Pulumi.test.yaml --yes [foundation]`,
      "pulumi stack output --json --stack test",
      "git rev-parse --short=12 HEAD",
      "git status --porcelain",
      "aws DescribeImages",
      "docker info",
      `${build} --build-arg PILOTLIGHT_VERSION=0123456789ab --tag ${reference} .`,
      "aws GetAuthorizationToken",
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com",
      `docker push ${reference}`,
      "aws DescribeImages",
      `pulumi up --stack test --config-file ${rehearsal.folder}/Pulumi.test.yaml --config pilotlight:image=${image} --yes`,
      "pulumi stack output --json --stack test",
    ]);
    expect(rehearsal.read("password")).toBe("registry-password");
    expect(output).toContain(`test is at https://d1.cloudfront.net with ${image}`);
    expect(code).toBe(0);
  });

  it("neither makes the foundation again nor builds the image of the same commit again", async () => {
    rehearsal.setOutputs(complete);
    const { code } = await rehearsal.run(["deploy", "test"]);
    expect(rehearsal.calls.filter((call) => /^(?:docker|pulumi up)/u.test(call))).toEqual([
      `pulumi up --stack test --config-file ${rehearsal.folder}/Pulumi.test.yaml --config pilotlight:image=${image}`,
    ]);
    expect(code).toBe(0);
  });

  it("touches only the foundation of a running stage that needs a bucket for its new GPU", async () => {
    rehearsal.writeStage("test", gpuStage);
    rehearsal.setOutputs({ ...complete, modelBucket: null });
    storeModel(rehearsal);
    const { code } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(rehearsal.calls.find((call) => call.endsWith("[foundation]"))).toContain(
      "--target **pilotlight:infra:Foundation** --target **pulumi:providers:**",
    );
    expect(code).toBe(0);
  });

  it("makes the stack with the key that keeps its secrets", async () => {
    const env = { PILOTLIGHT_SECRETS_PROVIDER: "awskms://alias/pilotlight" };
    await rehearsal.run(["deploy", "test", "--image", image], env);
    expect(rehearsal.calls).toContain(
      "pulumi stack select --create --secrets-provider awskms://alias/pilotlight test",
    );
  });

  it("deploys an image that was built elsewhere", async () => {
    const { code } = await rehearsal.run(["deploy", "test", "--image", image]);
    expect(rehearsal.calls.some((call) => /^(?:docker|git)/u.test(call))).toBe(false);
    expect(code).toBe(0);
  });

  it("goes on when quota and model are there", async () => {
    rehearsal.writeStage("test", gpuStage);
    storeModel(rehearsal);
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toBe("");
    expect(code).toBe(0);
    expect(rehearsal.calls.indexOf("aws ListServiceQuotas")).toBeLessThan(
      rehearsal.calls.findIndex((call) => call.startsWith("pulumi")),
    );
  });

  it("copies the model when it is told to, after the foundation and before the image", async () => {
    rehearsal.writeStage("test", gpuStage);
    const files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.alloc(2000, 7) };
    const hub = new FakeHub({ model, files, largeFrom: 1000 });
    await using hubServer = await serve((request, response) => {
      hub.handle(request, response);
    });
    const env = { HF_ENDPOINT: hubServer.url };
    const { code, output } = await rehearsal.run(["deploy", "test", "--yes", "--copy-model"], env);
    expect(code).toBe(0);
    expect(output).toContain(`${model.id} is complete: 2 files`);
    expect([...rehearsal.aws.s3.objects.keys()]).toContain(`${prefix}model.safetensors`);
  });
});

describe("npm run deploy refuses", () => {
  it("keys that AWS does not know, before anything is made", async () => {
    rehearsal = await start();
    rehearsal.aws.account.knowsCredentials = false;
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("AWS gives no access: The security token");
    expect(errorOutput).toContain("aws sso login");
    expect(rehearsal.calls).toEqual(["aws GetCallerIdentity"]);
    expect(code).toBe(1);
  });

  it("a quota below the stage's copies, with the page to ask for more", async () => {
    rehearsal = await start();
    rehearsal.writeStage("test", gpuStage);
    rehearsal.aws.account.quotas.set("ml.g6.xlarge", 9).set("ml.g5.xlarge", 0);
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain(
      "The account may run 0 × ml.g5.xlarge for endpoints in us-east-1; the stage needs 1 (endpoint.maxCopies).",
    );
    expect(errorOutput).toContain("/servicequotas/home/services/sagemaker/quotas/L-0");
    expect(rehearsal.calls.some((call) => call.startsWith("pulumi"))).toBe(false);
    expect(code).toBe(1);
  });

  it("a region that is not known to scale to zero, and any other wrong setting, without a call", async () => {
    rehearsal = await start();
    rehearsal.writeStage("test", gpuStage.replace("us-east-1", "eu-west-3"));
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain(
      "region: SageMaker refuses a minimum of 0 instances in eu-west-3.",
    );
    expect(rehearsal.calls).toEqual([]);
    expect(code).toBe(1);
  });

  it("a model that is not in the bucket, before the image is built", async () => {
    rehearsal = await start();
    rehearsal.writeStage("test", gpuStage);
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toBe(
      `${model.id} is not complete under s3://models-of-test/${prefix}. Copy it with \`npm run model -- stage test\`, or deploy with --copy-model.\n`,
    );
    expect(rehearsal.calls.some((call) => call.startsWith("docker"))).toBe(false);
    expect(code).toBe(1);
  });

  it("to go on when Pulumi has no backend", async () => {
    rehearsal = await start({
      fail: { "pulumi whoami": "error: PULUMI_ACCESS_TOKEN must be set" },
    });
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("PULUMI_ACCESS_TOKEN must be set");
    expect(errorOutput).toContain("pulumi login s3://");
    expect(code).toBe(1);
  });

  it("to build without a container engine, and names the way without one", async () => {
    rehearsal = await start({ changes: " M file\n", fail: { "docker info": "no daemon" } });
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("--image <repository>@sha256:<digest>");
    expect(code).toBe(1);
  });

  it("to deploy what could not be built", async () => {
    rehearsal = await start({ changes: " M file\n", fail: { "docker build": "step 3 failed" } });
    const { code, errorOutput } = await rehearsal.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("docker build ended with 1");
    expect(rehearsal.calls.filter((call) => call.startsWith("pulumi up"))).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("a stage that has no file, and flags that it does not know", async () => {
    rehearsal = await start();
    const none = await rehearsal.run(["deploy", "prod"]);
    expect(none.errorOutput).toContain('There is no stage "prod". There are test.');
    const flag = await rehearsal.run(["deploy", "test", "--force"]);
    expect(flag.errorOutput).toContain("--force");
    expect([none.code, flag.code]).toEqual([1, 1]);
  });
});

describe("npm run preview, destroy and outputs", () => {
  it("previews with the newest image of the registry", async () => {
    rehearsal = await start();
    rehearsal.setOutputs(complete);
    rehearsal.aws.account.images.set("newer", `sha256:${"b".repeat(64)}`);
    const { code } = await rehearsal.run(["preview", "test"]);
    expect(rehearsal.calls.at(-1)).toMatch(/^pulumi preview --stack test --config-file \S+$/u);
    expect(rehearsal.read("config-file")).toBe(
      `${cpuStage}  pilotlight:image: ${repositoryUrl}@sha256:${"b".repeat(64)}\n`,
    );
    expect(rehearsal.read("Pulumi.test.yaml")).toBe(cpuStage);
    expect(code).toBe(0);
  });

  it("previews only the foundation while there is no image", async () => {
    rehearsal = await start();
    const { code, output } = await rehearsal.run(["preview", "test"]);
    expect(rehearsal.calls.at(-1)).toMatch(/^pulumi preview .* \[foundation\]$/u);
    expect(output).toContain("There is no image yet");
    expect(code).toBe(0);
  });

  it("destroys after it has said as whom", async () => {
    rehearsal = await start();
    const { code, output } = await rehearsal.run(["destroy", "test", "--yes"]);
    expect(output).toContain("Acting as arn:aws:iam::123456789012:user/test in us-east-1.");
    expect(rehearsal.calls.at(-1)).toMatch(/^pulumi destroy --stack test .*--yes$/u);
    expect(code).toBe(0);
  });

  it("prints the outputs as JSON, or that there are none", async () => {
    rehearsal = await start();
    const before = await rehearsal.run(["outputs", "test"]);
    expect(before.errorOutput).toContain('"test" is not deployed.');
    rehearsal.setOutputs(complete);
    const { output, code } = await rehearsal.run(["outputs", "test"]);
    expect(JSON.parse(output)).toEqual(complete);
    expect([before.code, code]).toEqual([1, 0]);
  });
});
