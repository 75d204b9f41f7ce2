// `npm run stage`, `cost` and `model`.
import { describe, expect, it, onTestFinished } from "vitest";
import { FakeHub } from "../testing/fake-hub.ts";
import { serve } from "../testing/serve.ts";
import { CliFixture } from "./testing/cli-fixture.ts";

const model = { id: "acme/small-chat", revision: "0123456789abcdef0123456789abcdef01234567" };
const gpuFlags = ["--hosting", "gpu", "--profile", "awq"];

async function start(): Promise<CliFixture> {
  const started = await CliFixture.start();
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

describe("npm run stage", () => {
  it("makes a stage by flags, which list and check then know", async () => {
    const fixture = await start();
    const made = await fixture.run(["stage", "new", "mine", ...gpuFlags, "--budget", "40"]);
    expect(made.errorOutput).toBe("");
    expect(fixture.read("Pulumi.mine.yaml")).toBe(`config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: awq
    alerts:
      monthlyBudgetUsd: 40
`);
    const listed = await fixture.run(["stage", "list"]);
    expect(listed.output).toContain("mine  us-east-1; awq on ml.g5.xlarge, 0 to 1 copies");
    const checked = await fixture.run(["stage", "check"]);
    expect([made.code, listed.code, checked.code]).toEqual([0, 0, 0]);
  });

  it("writes nothing when a flag is wrong, and names the setting", async () => {
    const fixture = await start();
    const { code, errorOutput } = await fixture.run(["stage", "new", "mine", "--hosting", "tpu"]);
    expect(errorOutput).toContain('hosting: It is "tpu". Set one of gpu, none.');
    const listed = await fixture.run(["stage", "list"]);
    expect(listed.output).toContain("There is no stage in");
    expect(code).toBe(1);
  });

  it("names a number that is none, as it was written", async () => {
    const fixture = await start();
    const words = ["stage", "new", "mine", ...gpuFlags, "--budget", "many", "--max-copies", "two"];
    const { code, errorOutput } = await fixture.run(words);
    expect(errorOutput).toContain('alerts.monthlyBudgetUsd: It is "many". Set a whole number');
    expect(errorOutput).toContain('endpoint.maxCopies: It is "two". Set a whole number');
    expect(fixture.read("Pulumi.mine.yaml")).toBeUndefined();
    expect(code).toBe(1);
  });

  it("refuses flags that mean nothing without another one", async () => {
    const fixture = await start();
    const zone = await fixture.run(["stage", "new", "mine", "--zone", "example.org"]);
    expect(zone.errorOutput).toContain("Add --domain <name in example.org>");
    const model = await fixture.run(["stage", "new", "mine", "--max-model-length", "4096"]);
    expect(model.errorOutput).toContain("Add --hosting gpu");
    expect([zone.code, model.code]).toEqual([1, 1]);
  });

  it("makes a stage with an endpoint of the small models by flags", async () => {
    const fixture = await start();
    const words = ["stage", "new", "mine", "--small-endpoint", "serverless"];
    const made = await fixture.run([
      ...words,
      "--small-memory",
      "2048",
      "--small-concurrency",
      "9",
    ]);
    expect(made.errorOutput).toBe("");
    expect(made.output).toContain("no GPU; small models on SageMaker, serverless with 2048 MB");
    expect(fixture.read("Pulumi.mine.yaml")).toContain("maxConcurrency: 9");
    const wrong = await fixture.run(["cost", "mine", "--hours-computing", "800"]);
    expect(wrong.errorOutput).toContain("from 0 to 730");
    const alone = await fixture.run(["stage", "new", "other", "--small-memory", "2048"]);
    expect(alone.errorOutput).toContain("Add --small-endpoint serverless");
    const cpu = ["--small-endpoint", "instance", "--small-max-instances", "3"];
    const made2 = await fixture.run(["stage", "new", "other", ...cpu]);
    expect(made2.output).toContain("small models on SageMaker, ml.c5.large, 1 to 3 instances");
    const none = await fixture.run(["cost", "other", "--hours-computing", "1"]);
    expect(none.errorOutput).toContain('"other" has no serverless endpoint');
  });

  it("has a flag for what the messages of a check ask for", async () => {
    const fixture = await start();
    const flags = ["--region", "eu-central-1", "--allow-unproven-region"];
    const sizes = ["--instance-type", "ml.g5.2xlarge", "--max-model-length", "4096"];
    const made = await fixture.run(["stage", "new", "mine", ...gpuFlags, ...flags, ...sizes]);
    expect(made.errorOutput).toBe("");
    expect(fixture.read("Pulumi.mine.yaml")).toContain("allowUnprovenRegion: true");
    const checked = await fixture.run(["stage", "check", "mine"]);
    expect(checked.output).toContain("eu-central-1; awq on ml.g5.2xlarge");
  });

  it("takes any model of the hub by its name, with what the hub says of it", async () => {
    const fixture = await start();
    const config = {
      num_hidden_layers: 16,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      hidden_size: 2048,
      max_position_embeddings: 8192,
      quantization_config: { quant_method: "awq" },
    };
    const files = {
      "config.json": Buffer.from(JSON.stringify(config)),
      "model.safetensors": Buffer.alloc(20_000_001, 7),
    };
    const hub = new FakeHub({ model, files, largeFrom: 1_000_000 });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const env = { HF_ENDPOINT: server.url };
    const words = ["stage", "new", "mine", "--hosting", "gpu", "--model", model.id];
    const made = await fixture.run(words, env);
    expect(made.errorOutput).toBe("");
    expect(fixture.read("Pulumi.mine.yaml")).toBe(`config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: awq
      model: ${model.id}@${model.revision}
      modelFacts:
        weightGb: 0.03
        kvKibPerToken: 32
        maxTokens: 8192
`);
  });

  it("says so when the hub's model cannot be sized, and when the hub has none", async () => {
    const fixture = await start();
    const files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.alloc(20) };
    const hub = new FakeHub({ model, files, largeFrom: 1_000_000 });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const env = { HF_ENDPOINT: server.url };
    const make = (id: string) =>
      fixture.run(["stage", "new", "mine", "--hosting", "gpu", "--model", id], env);
    const odd = await make(model.id);
    expect(odd.errorOutput).toContain("cannot be read from its config.json");
    const none = await make("acme/none");
    expect(none.errorOutput).toContain("The hub has no such model");
    expect([odd.code, none.code]).toEqual([1, 1]);
  });

  it("does not write over a stage", async () => {
    const fixture = await start();
    fixture.writeStage("mine", "config: {}\n");
    const { code, errorOutput } = await fixture.run(["stage", "new", "mine"]);
    expect(errorOutput).toContain('"mine" has a file already');
    expect(fixture.read("Pulumi.mine.yaml")).toBe("config: {}\n");
    expect(code).toBe(1);
  });

  it("checks all stages and names every problem of each", async () => {
    const fixture = await start();
    await fixture.run(["stage", "new", "good"]);
    fixture.writeStage("bad", "config:\n  pilotlight:settings:\n    region: mars-1\n");
    fixture.writeStage("worse", "config: [\n");
    const { code, output, errorOutput } = await fixture.run(["stage", "check", "good", "bad"]);
    expect(output).toContain("good: us-east-1; no GPU");
    expect(errorOutput).toContain('region: It is "mars-1"');
    expect(errorOutput).toContain("hosting: It is");
    const yaml = await fixture.run(["stage", "check", "worse"]);
    expect(yaml.errorOutput).toContain("is not YAML");
    expect([code, yaml.code]).toEqual([1, 1]);
  });
});

describe("npm run cost", () => {
  it("adds the warm hours to what is idle, beside a GPU that is always on", async () => {
    const fixture = await start();
    await fixture.run(["stage", "new", "mine", ...gpuFlags]);
    const idle = await fixture.run(["cost", "mine", "--hours-warm", "0"]);
    const warm = await fixture.run(["cost", "mine", "--hours-warm", "100"]);
    const perMonth = (text: string) =>
      Number(/a month.*: \$(?<usd>[\d.]+)/u.exec(text)?.groups?.["usd"]);
    expect(perMonth(idle.output)).toBeGreaterThan(0);
    expect(perMonth(warm.output) - perMonth(idle.output)).toBeCloseTo(100 * 1.408, 1);
    expect(warm.output).toMatch(/The same with one GPU always on: \$\d{4}\.\d\d/u);
    expect(warm.output).toMatch(
      /^GPU instance, ml\.g5\.xlarge +100 h +\$1\.408 per hour +\$140\.80$/mu,
    );
  });

  it.each(["-1", "731", "many", ""])("refuses %j hours of a month", async (hours) => {
    const fixture = await start();
    await fixture.run(["stage", "new", "mine", ...gpuFlags]);
    const { code, errorOutput } = await fixture.run(["cost", "mine", `--hours-warm=${hours}`]);
    expect(errorOutput).toContain("from 0 to 730");
    expect(code).toBe(1);
  });

  it("refuses warm hours for a stage without a GPU", async () => {
    const fixture = await start();
    await fixture.run(["stage", "new", "mine"]);
    const { code, errorOutput } = await fixture.run(["cost", "mine", "--hours-warm", "5"]);
    expect(errorOutput).toContain('"mine" has no GPU to keep warm.');
    expect(code).toBe(1);
  });
});

describe("npm run model", () => {
  const stage = `config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: awq
      model: ${model.id}@${model.revision}
      modelFacts: { weightGb: 4.2, kvKibPerToken: 128, maxTokens: 32768 }
`;
  const files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.alloc(2000, 7) };

  it("copies the model that the stage pins into the stage's bucket", async () => {
    const fixture = await start();
    fixture.writeStage("mine", stage);
    fixture.setOutputs({ repositoryUrl: "r", modelBucket: "models-of-mine" });
    const hub = new FakeHub({ model, files, largeFrom: 1000, token: "hf_secret" });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const env = { HF_ENDPOINT: server.url, HF_TOKEN: "hf_secret" };
    const { code, output } = await fixture.run(["model", "stage", "mine"], env);
    expect(output).toContain("to s3://models-of-mine/models/acme/small-chat/");
    expect(output).not.toContain("hf_secret");
    expect(fixture.aws.s3.objects.size).toBe(3);
    expect(code).toBe(0);
  });

  it("says what to do without the token that the hub wants", async () => {
    const fixture = await start();
    fixture.writeStage("mine", stage);
    const hub = new FakeHub({ model, files, largeFrom: 1000, token: "hf_secret" });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const words = ["model", "stage", "mine", "--bucket", "my-own"];
    const { code, errorOutput } = await fixture.run(words, { HF_ENDPOINT: server.url });
    expect(errorOutput).toContain("set HF_TOKEN");
    expect(code).toBe(1);
  });

  it("refuses a stage without a bucket, and one without a hub model", async () => {
    const fixture = await start();
    fixture.writeStage("mine", stage);
    const noBucket = await fixture.run(["model", "stage", "mine"]);
    expect(noBucket.errorOutput).toContain("npm run deploy -- mine --copy-model");
    await fixture.run(["stage", "new", "small"]);
    const noModel = await fixture.run(["model", "stage", "small", "--bucket", "b"]);
    expect(noModel.errorOutput).toContain('"small" has no hub model to copy: it has no GPU.');
    expect([noBucket.code, noModel.code]).toEqual([1, 1]);
  });
});
