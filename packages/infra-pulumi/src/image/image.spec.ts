// The image of apps/web by execution: built and run by a container engine where one works, else by
// doing what each line of the Dockerfile says in an empty folder and starting the result confined.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strictestConfinement } from "./confinement.ts";
import { type ImageServer, startContainer, startLaidOut } from "./image-server.ts";
import { type LaidOutStage, layOutImage } from "./lay-out-image.ts";
import { readDockerfile, type Stage } from "./read-dockerfile.ts";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const stages = readDockerfile(readFileSync(join(repository, "apps/web/Dockerfile"), "utf8"));
const served = lastOf(stages);

const hasEngine = spawnSync("docker", ["info"]).status === 0;
const how = hasEngine ? "by docker" : "laid out line by line";
const port = 8481;

let server: ImageServer;
let files: LaidOutStage | undefined;
let folder: string | undefined;

beforeAll(async () => {
  server = await (hasEngine ? startFromEngine() : startFromLayout());
});

afterAll(() => {
  if (folder === undefined) return;
  spawnSync("chmod", ["-R", "u+w", folder]);
  rmSync(folder, { recursive: true, force: true });
});

function lastOf(list: readonly Stage[]): Stage {
  const last = list.at(-1);
  if (last === undefined) throw new Error("The Dockerfile has no stage.");
  return last;
}

async function startFromEngine(): Promise<ImageServer> {
  const tag = "pilotlight:test";
  const words = ["build", "--file", "apps/web/Dockerfile", "--tag", tag, "."];
  const { status } = spawnSync("docker", words, { cwd: repository, stdio: "inherit" });
  if (status !== 0) throw new Error("docker could not build the image; its output says why.");
  return startContainer(tag, port);
}

async function startFromLayout(): Promise<ImageServer> {
  folder = mkdtempSync(join(tmpdir(), "pilotlight-image-"));
  chmodSync(folder, 0o755);
  files = layOutImage({ stages, context: repository, target: folder });
  const node = join(files.root, "usr/local/bin/node");
  mkdirSync(join(node, ".."), { recursive: true });
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  spawnSync("chmod", ["-R", "a-w", files.root]);
  const confinement = strictestConfinement({ user: served.user ?? "", probe: [node, "--version"] });
  console.log(`The image's files run as: ${confinement.name}`);
  return startLaidOut({ stage: served, files, confinement, port });
}

async function answer(task: string, input: object): Promise<unknown> {
  const response = await fetch(`${server.url}/api/v1/${task}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(200);
  return response.json();
}

describe(`the image, ${how}`, () => {
  it("answers sentiment analysis", async () => {
    const text = "The room was small, but the view made up for all of it.";
    const result = await answer("sentiment-analysis", { text });
    expect(result).toMatchObject({ label: "POSITIVE", run: { backend: "onnx" } });
  });

  it("answers a question with a span of its context", async () => {
    const context = "The light was lit in 1904.";
    const result = await answer("question-answering", { question: "When was it lit?", context });
    expect(result).toMatchObject({ answer: "1904", run: { backend: "onnx" } });
  });

  it("summarizes", async () => {
    const text =
      "The harbour was rebuilt last year. It took eleven months and forty workers. The mayor said on Monday that the first ships are expected in spring. Fishermen had asked for it for decades.";
    const result = await answer("summarization", { text });
    const oneSentenceOrMore: unknown = expect.stringMatching(/\w\./u);
    expect(result).toMatchObject({ summary_text: oneSentenceOrMore });
  });

  it("serves the page and the models that the browser runs", async () => {
    const page = await fetch(server.url);
    expect(await page.text()).toContain("<title>");
    const model = await fetch(`${server.url}/models/pilotlight-qa-v2/onnx/model_quantized.onnx`, {
      method: "HEAD",
    });
    expect(model.status).toBe(200);
  });

  it("finds itself healthy by its own health check", () => {
    expect(served.healthCheck).not.toEqual([]);
    expect(server.runBeside(served.healthCheck)).toBe(0);
    expect(server.runBeside(["env", "PORT=1", ...served.healthCheck])).toBe(1);
  });

  it("is not root and cannot write its own files", () => {
    const exitsWith = (code: string) => server.runBeside(["node", "-e", code]);
    expect(served.user).toMatch(/^[1-9]\d*:[1-9]\d*$/u);
    expect(exitsWith("fs.appendFileSync('build/start.js', '')")).not.toBe(0);
    expect(exitsWith("fs.writeFileSync('node_modules/new', '')")).not.toBe(0);
    expect(exitsWith("fs.readFileSync('build/start.js')")).toBe(0);
  });

  it("holds the native code of one platform only", () => {
    const code = `const found = fs.globSync("node_modules/.pnpm/onnxruntime-node@*/node_modules/onnxruntime-node/bin/*/*/*/*.node");
      process.exit(found.length)`;
    expect(server.runBeside(["node", "-e", code])).toBe(1);
  });

  it("ends with 0 on SIGTERM", async () => {
    expect(await server.stop()).toBe(0);
  });
});
