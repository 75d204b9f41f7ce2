// `npm run model -- use` for small models: of the hub, in S3, or in a folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeHub } from "../testing/fake-hub.ts";
import { serve } from "../testing/serve.ts";
import type { CliFixture } from "./testing/cli-fixture.ts";
import { changesOf, complete, image, startFixture } from "./testing/deploy-fixtures.ts";

const smallStage = `# Ours.
config:
  pilotlight:settings:
    region: us-east-1
    hosting: none
    smallEndpoint:
      hosting: serverless
`;
const withModels = (uri: string) => `${smallStage}      models: ${uri}\n`;
const files = {
  "config.json": Buffer.from('{"id2label": {"0": "NEGATIVE", "1": "POSITIVE"}}'),
  "tokenizer.json": Buffer.from("{}"),
  "onnx/model_quantized.onnx": Buffer.alloc(300_001, 7),
};
const moods = { id: "acme/moods", revision: "89abcdef0123456789abcdef0123456789abcdef" };
const judging = ["--task", "sentiment-analysis"];

let fixture: CliFixture;

beforeEach(async () => {
  fixture = await startFixture();
  fixture.writeStage("test", smallStage);
});

const stageFile = () => fixture.read("Pulumi.test.yaml");
const keysIn = (prefix: string) =>
  [...fixture.aws.s3.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
const bodyOf = (key: string) => fixture.aws.s3.objects.get(key)?.body.toString() ?? "";

function makeFolder(name: string, content: Readonly<Record<string, Buffer>>): string {
  const folder = join(fixture.folder, name);
  for (const [path, body] of Object.entries(content)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), body);
  }
  return folder;
}

/** A list as `models:pull` writes it, for one model. */
function listOf(folder: string): Buffer {
  const listed = Object.entries(files).map(([path, { length: bytes }]) => ({ path, bytes }));
  return Buffer.from(
    JSON.stringify({ models: [{ task: "sentiment-analysis", folder, files: listed }] }),
  );
}

const pulled = "acme_moods-89abcdef0123";
const pulledFiles = Object.fromEntries(
  Object.entries(files).map(([path, body]) => [`${pulled}/${path}`, body]),
);

describe("npm run model -- use, for small models", () => {
  it("copies one of the hub with a list that names its task, and leaves the web as it is", async () => {
    fixture.setOutputs(complete);
    const readers = { "README.md": Buffer.from("Read me."), "model.safetensors": Buffer.alloc(9) };
    const hub = new FakeHub({ model: moods, files: { ...files, ...readers }, largeFrom: 100_000 });
    await using server = await serve((request, response) => {
      hub.handle(request, response);
    });
    const words = ["model", "use", "test", moods.id, ...judging, "--bucket", "ours", "--yes"];
    const { code, errorOutput } = await fixture.run(words, { HF_ENDPOINT: server.url });
    expect(errorOutput).toBe("");
    const prefix = "small-models/89abcdef0123/acme_moods/";
    expect(stageFile()).toBe(withModels(`s3://ours/${prefix}`));
    expect(keysIn(prefix)).toEqual([
      `${prefix}${pulled}/config.json`,
      `${prefix}${pulled}/onnx/model_quantized.onnx`,
      `${prefix}${pulled}/tokenizer.json`,
      `${prefix}index.json`,
    ]);
    expect(JSON.parse(bodyOf(`${prefix}index.json`))).toMatchObject({
      models: [{ id: "acme/moods", task: "sentiment-analysis", name: "moods", folder: pulled }],
    });
    expect(changesOf(fixture)).toEqual([
      "pulumi stack select --create test",
      `pulumi up --stack test --yes with ${image}`,
    ]);
    expect(code).toBe(0);
  });

  it("copies a model that lies in a folder, under the name that it is given", async () => {
    const path = makeFolder("mine", files);
    const named = ["--bucket", "ours", "--name", "house-moods"];
    const words = ["model", "use", "test", path, ...judging, ...named];
    const { code, output, errorOutput } = await fixture.run(words);
    expect(errorOutput).toBe("");
    const [uri = ""] = /s3:\/\/ours\/small-models\/[0-9a-f]{12}\/house-moods\//u.exec(output) ?? [];
    expect(stageFile()).toBe(withModels(uri));
    const list = JSON.parse(bodyOf(`${uri.replace("s3://ours/", "")}index.json`)) as object;
    expect(list).toMatchObject({ models: [{ name: "house-moods" }] });
    expect(output).toContain("Next: npm run deploy -- test");
    expect(code).toBe(0);
  });

  it("copies a folder that models:pull filled as it is", async () => {
    const path = makeFolder("pulled", { ...pulledFiles, "index.json": listOf(pulled) });
    const words = ["model", "use", "test", path, "--small", "--bucket", "ours"];
    const { errorOutput } = await fixture.run(words);
    expect(errorOutput).toBe("");
    const stored = keysIn("small-models/").map((key) => key.split("/").slice(3).join("/"));
    expect(stored).toEqual([...Object.keys(pulledFiles), "index.json"].toSorted());
  });

  it("takes what lies in S3 when it is whole, and names what is missing when not", async () => {
    const put = (name: string, body: Buffer) =>
      fixture.aws.s3.objects.set(`small/${name}`, { body, contentId: undefined });
    put("index.json", listOf(pulled));
    for (const [path, body] of Object.entries(pulledFiles)) put(path, body);
    const words = ["model", "use", "test", "s3://ours/small", "--small"];
    const { code, errorOutput } = await fixture.run(words);
    expect(errorOutput).toBe("");
    expect(stageFile()).toBe(withModels("s3://ours/small/"));
    put(`${pulled}/tokenizer.json`, Buffer.from("{"));
    const cut = await fixture.run(words);
    expect(cut.errorOutput).toContain(`${pulled}/tokenizer.json is missing or cut.`);
    const none = await fixture.run(["model", "use", "test", "s3://ours/none/", "--small"]);
    expect(none.errorOutput).toContain("There is no index.json.");
    expect([code, cut.code, none.code]).toEqual([0, 1, 1]);
    expect(stageFile()).toBe(withModels("s3://ours/small/"));
  });

  it("is asked for again before a deployment", async () => {
    fixture.setOutputs(complete);
    fixture.writeStage("test", withModels("s3://ours/gone/"));
    const { code, errorOutput } = await fixture.run(["deploy", "test", "--yes"]);
    expect(errorOutput).toContain("The small models under s3://ours/gone/ are not whole");
    expect(changesOf(fixture)).toEqual([]);
    expect(code).toBe(1);
  });

  it("refuses a model in another form, a place without its task or bucket, and a stage without an endpoint", async () => {
    const path = makeFolder("torch", { "config.json": files["config.json"] });
    const to = ["--bucket", "ours"];
    const torch = await fixture.run(["model", "use", "test", path, ...judging, ...to]);
    expect(torch.errorOutput).toContain("has no tokenizer.json and no onnx/model_quantized.onnx");
    const untold = await fixture.run(["model", "use", "test", path, "--small", ...to]);
    expect(untold.errorOutput).toContain("Name it: --task");
    const homeless = await fixture.run(["model", "use", "test", path, ...judging]);
    expect(homeless.errorOutput).toContain("Name it: --bucket <name>");
    const word = await fixture.run(["model", "use", "test", "moods", ...judging, ...to]);
    expect(word.errorOutput).toContain('"moods" is no model');
    expect(stageFile()).toBe(smallStage);
    await fixture.run(["stage", "new", "other"]);
    const other = await fixture.run(["model", "use", "other", path, ...judging, ...to]);
    expect(other.errorOutput).toContain('"other" has no endpoint of small models');
  });
});
