// `npm run model -- use`: another model for a stage, of the hub, in S3 or in a folder.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeHub } from "../testing/fake-hub.ts";
import { serve } from "../testing/serve.ts";
import type { CliFixture } from "./testing/cli-fixture.ts";
import { changesOf, complete, gpuStage, image, startFixture } from "./testing/deploy-fixtures.ts";

const modelConfig = {
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  hidden_size: 2048,
  max_position_embeddings: 8192,
  torch_dtype: "bfloat16",
};
const configJson = Buffer.from(JSON.stringify(modelConfig));
const weights = Buffer.alloc(20_000_001, 7);
const other = { id: "acme/other", revision: "89abcdef0123456789abcdef0123456789abcdef" };

/** The file after the change: comments stay, the sizes are those of the weights. */
const changed = (model: string) => `# Ours.
config:
  pilotlight:settings:
    region: us-east-1
    hosting: gpu
    endpoint:
      profile: bf16
      model: ${model}
      modelFacts:
        weightGb: 0.03
        kvKibPerToken: 32
        maxTokens: 8192
`;

let fixture: CliFixture;

beforeEach(async () => {
  fixture = await startFixture();
  fixture.writeStage("test", `# Ours.\n${gpuStage}`);
});

function stageFile(): string | undefined {
  return fixture.read("Pulumi.test.yaml");
}

/** Puts a model's files under a prefix of any bucket. */
function store(prefix: string, files: Readonly<Record<string, Buffer>>): void {
  for (const [name, body] of Object.entries(files)) {
    fixture.aws.s3.objects.set(prefix + name, { body, contentId: undefined });
  }
}

/** A folder as the hub's cache has it: links to what lies elsewhere. */
function makeFolder(name: string): string {
  const [folder, blobs] = [join(fixture.folder, name), join(fixture.folder, "blobs")];
  mkdirSync(folder);
  mkdirSync(blobs);
  writeFileSync(join(blobs, "one"), weights);
  symlinkSync(join(blobs, "one"), join(folder, "model.safetensors"));
  writeFileSync(join(folder, "config.json"), configJson);
  writeFileSync(join(folder, "README.md"), "Read me.");
  return folder;
}

describe("npm run model -- use", () => {
  it("gives a stage that runs own weights in S3, with the image that runs", async () => {
    fixture.setOutputs(complete);
    store("chat/", { "config.json": configJson, "model.safetensors": weights });
    const words = ["model", "use", "test", "s3://ours/chat", "--yes"];
    const { code, errorOutput } = await fixture.run(words);
    expect(errorOutput).toBe("");
    expect(stageFile()).toBe(changed("s3://ours/chat/"));
    expect(changesOf(fixture)).toEqual([
      "pulumi stack select --create test",
      `pulumi up --stack test --yes with ${image}`,
    ]);
    expect(code).toBe(0);
  });

  it("copies a folder's weights into a bucket of the account's, once", async () => {
    const path = makeFolder("my chat");
    const words = ["model", "use", "test", path, "--bucket", "ours"];
    const { code, output, errorOutput } = await fixture.run(words);
    expect(errorOutput).toBe("");
    const [model = ""] = /s3:\/\/ours\/weights\/[0-9a-f]{12}\/my-chat\//u.exec(output) ?? [];
    expect(stageFile()).toBe(changed(model));
    const prefix = model.replace("s3://ours/", "");
    const names = [...fixture.aws.s3.objects.keys()].filter((key) => key.startsWith(prefix));
    expect(names).toEqual([`${prefix}config.json`, `${prefix}model.safetensors`]);
    expect(fixture.aws.s3.objects.get(`${prefix}model.safetensors`)?.body.equals(weights)).toBe(
      true,
    );
    // The stage does not run yet.
    expect(output).toContain("Next: npm run deploy -- test");
    expect(changesOf(fixture)).toEqual([]);
    const again = await fixture.run(words);
    expect(again.output).toContain("2 files, 0 bytes of them sent now");
    expect([code, again.code]).toEqual([0, 0]);
  });

  it("finds a relative folder where npm was called, and refuses one that it may not keep anywhere", async () => {
    makeFolder("chat");
    const env = { INIT_CWD: fixture.folder };
    const { code, errorOutput } = await fixture.run(["model", "use", "test", "./chat"], env);
    expect(errorOutput).toContain("Name it: --bucket <name>");
    const none = await fixture.run(["model", "use", "test", "./none"], env);
    expect(none.errorOutput).toContain(`There is no folder ${join(fixture.folder, "none")}`);
    expect([code, none.code]).toEqual([1, 1]);
    expect(stageFile()).toContain("acme/small-chat");
  });

  it("takes a model of the hub at its newest revision", async () => {
    const files = { "config.json": configJson, "model.safetensors": weights };
    const hub = new FakeHub({ model: other, files, largeFrom: 1_000_000 });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const words = ["model", "use", "test", other.id];
    const { code, errorOutput } = await fixture.run(words, { HF_ENDPOINT: server.url });
    expect(errorOutput).toBe("");
    expect(stageFile()).toBe(changed(`${other.id}@${other.revision}`));
    expect(code).toBe(0);
  });

  it("asks nobody about a model whose sizes are known, at a pinned revision", async () => {
    const model = `TheBloke/Mistral-7B-Instruct-v0.2-AWQ@${other.revision}`;
    const fetchNothing = () => Promise.reject(new Error("The hub was asked."));
    const words = ["model", "use", "test", model];
    const { code } = await fixture.run(words, {}, { fetch: fetchNothing });
    const [before = ""] = gpuStage.split("      model: ");
    expect(stageFile()).toBe(`# Ours.\n${before}      model: ${model}\n`);
    expect(code).toBe(0);
  });

  it("changes nothing for weights that the stage's GPU cannot hold", async () => {
    fixture.setOutputs(complete);
    const long = { ...modelConfig, max_position_embeddings: 2048 };
    const config = Buffer.from(JSON.stringify(long));
    store("chat/", { "config.json": config, "model.safetensors": weights });
    const { code, errorOutput } = await fixture.run(["model", "use", "test", "s3://ours/chat/"]);
    expect(errorOutput).toContain(
      "endpoint.maxModelLength: It is 8192; the model reads 2048 tokens.",
    );
    expect(stageFile()).toBe(`# Ours.\n${gpuStage}`);
    expect(changesOf(fixture)).toEqual([]);
    expect(code).toBe(1);
  });

  it.each([
    ["s3://ours/nothing/", "What s3://ours/nothing/ needs of a GPU cannot be told"],
    ["s3://ours", '"s3://ours" names no folder of a bucket'],
    ["chat", '"chat" is no model'],
  ])("refuses %s", async (place, message) => {
    const { code, errorOutput } = await fixture.run(["model", "use", "test", place]);
    expect(errorOutput).toContain(message);
    expect(stageFile()).toBe(`# Ours.\n${gpuStage}`);
    expect(code).toBe(1);
  });

  it("refuses a stage without a GPU, and a model that is not named", async () => {
    await fixture.run(["stage", "new", "small"]);
    const small = await fixture.run(["model", "use", "small", "s3://ours/chat/"]);
    expect(small.errorOutput).toContain('"small" has no GPU for a large model');
    const none = await fixture.run(["model", "use", "test"]);
    expect(none.errorOutput).toContain("Use: npm run model -- use <stage>");
    expect([small.code, none.code]).toEqual([1, 1]);
  });
});
