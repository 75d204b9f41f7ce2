import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LocalModel, serveHub } from "@pilotlight/core/testing/serve-hub";
import { expect, test } from "@playwright/test";
import { startServer } from "./start-server.ts";

const id = "Xenova/distilbert-base-uncased-finetuned-sst-2-english";
const models = fileURLToPath(new URL("../static/models/", import.meta.url));

/** The embedded sentiment model under a hub's id: real files, without a way to the real hub. */
async function embeddedAsHubModel(): Promise<LocalModel> {
  const { embeddedModels } = await import("@pilotlight/core");
  const folder = embeddedModels.find(({ task }) => task === "sentiment-analysis")?.folder ?? "";
  const paths = ["config.json", "tokenizer.json", "onnx/model_quantized.onnx"];
  const files = await Promise.all(paths.map((path) => readFile(join(models, folder, path))));
  const entries = paths.map((path, index) => [path, new Uint8Array(files[index] ?? [])] as const);
  const config = JSON.parse(new TextDecoder().decode(entries[0]?.[1])) as {
    pilotlight: { name?: string };
  };
  // A model from elsewhere has no name of ours: it is called as the list of the hub's models says.
  delete config.pilotlight.name;
  const named = new TextEncoder().encode(JSON.stringify(config));
  return { ...Object.fromEntries(entries), "config.json": named };
}

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pilotlight-models-"));
});

test.afterEach(() => rm(folder, { recursive: true }));

async function pull(endpoint: string, ...words: readonly string[]) {
  const script = fileURLToPath(new URL("../tools/pull-models.ts", import.meta.url));
  const child = spawn(process.execPath, [script, ...words, "--folder", folder], {
    env: { ...process.env, HF_ENDPOINT: endpoint },
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

test("a pulled model answers, pages load it from our own origin, and what is missing is a real 404", async () => {
  const hub = await serveHub({ models: { [id]: await embeddedAsHubModel() } });
  hub.breakAfter([300_000, 700_000]);
  const pulled = await pull(hub.url, id);
  expect(pulled.output).toContain("MODEL_SOURCE=own");
  expect(pulled.code).toBe(0);
  await hub.close();

  const server = await startServer({ MODEL_SOURCE: folder }, { untilReady: true });
  try {
    const reply = await fetch(`${server.url}/api/v1/sentiment-analysis`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "A wonderful film." }),
    });
    expect(await reply.json()).toMatchObject({
      label: "POSITIVE",
      run: { model: "DistilBERT (SST-2)" },
    });
    const index = await fetch(`${server.url}/models/hub/index.json`);
    expect(index.headers.get("cache-control")).toBe("no-cache");
    const { models: listed } = (await index.json()) as { models: { folder: string }[] };
    const file = `${server.url}/models/hub/${listed[0]?.folder ?? ""}/onnx/model_quantized.onnx`;
    const piece = await fetch(file, { headers: { range: "bytes=10-19" } });
    expect(piece.status).toBe(206);
    expect((await piece.arrayBuffer()).byteLength).toBe(10);
    expect(piece.headers.get("cache-control")).toContain("immutable");
    for (const path of ["models/hub/nothing/config.json", "models/hub/..%2f..%2fpackage.json"]) {
      const missing = await fetch(`${server.url}/${path}`);
      expect(missing.status).toBe(404);
      expect(missing.headers.get("content-type")).toBe("application/problem+json");
    }
  } finally {
    await server.stop();
  }
});

test("another model of the hub is pulled for a task that runs it, and what cannot be run says why", async () => {
  const other = "someone/moods";
  const model = await embeddedAsHubModel();
  const config = JSON.stringify({ id2label: { 0: "sports", 1: "business" } });
  const topics = { ...model, "config.json": new TextEncoder().encode(config) };
  const hub = await serveHub({ models: { [other]: model, "someone/topics": topics } });
  try {
    const pulled = await pull(hub.url, other, "--task", "sentiment-analysis");
    expect(pulled.code).toBe(0);
    const { models: listed } = JSON.parse(await readFile(join(folder, "index.json"), "utf8")) as {
      models: object[];
    };
    expect(listed).toMatchObject([{ id: other, name: "moods", licence: "apache-2.0" }]);
    const refused = await pull(hub.url, "someone/topics", "--task", "sentiment-analysis");
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("(sports, business) do not tell positive from negative");
    const summaries = await pull(hub.url, other, "--task", "summarization");
    expect(summaries.output).toContain("No small model runs summarization");
    const unheard = await pull(hub.url, other, "--task", "translation");
    expect(unheard.output).toContain('There is no task "translation"');
  } finally {
    await hub.close();
  }
});

test("a hub that is not there, and a model that is not known, are said in words", async () => {
  const away = await pull("http://127.0.0.1:9", id);
  expect(away.code).toBe(1);
  expect(away.output).toContain("The hub at 127.0.0.1:9 cannot be reached");
  const unknown = await pull("http://127.0.0.1:9", "someone/else");
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain('There is no model "someone/else" on the list');
});
