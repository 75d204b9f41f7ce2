// A folder as `npm run models:pull` leaves it, with models that need no hub.
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedModels, type FetchedModel } from "@pilotlight/core";

const embedded = fileURLToPath(new URL("../static/models/", import.meta.url));
const weightsPath = "onnx/model_quantized.onnx";

/** The name of the model that is larger than the embedded ones and can only be downloaded. */
export const bigName = "Big Test Model";
/** The name of the model that runs. */
export const smallName = "Small Test Model";

/** The weights of the large model in bytes. */
export const bigBytes = 20_000_000;

type Files = ReadonlyMap<string, Uint8Array>;

/** Fills a folder with both models, for the sentiment tab. */
export async function fillModelsFolder(folder: string): Promise<readonly FetchedModel[]> {
  const small = await embeddedFiles();
  const big = new Map([...small, [weightsPath, randomBytes(bigBytes)]]);
  const models = [await place(folder, bigName, big), await place(folder, smallName, small)];
  await writeFile(join(folder, "index.json"), JSON.stringify({ models }));
  return models;
}

/** The embedded sentiment model, without the name that it has of its own. */
async function embeddedFiles(): Promise<Files> {
  const model = embeddedModels.find(({ task }) => task === "sentiment-analysis");
  const read = (path: string) => readFile(join(embedded, model?.folder ?? "", path));
  const config = (await read("config.json")).toString().replace(/"name": "[^"]*",/u, "");
  return new Map([
    ["config.json", Buffer.from(config)],
    ["tokenizer.json", await read("tokenizer.json")],
    [weightsPath, await read(weightsPath)],
  ]);
}

async function place(folder: string, name: string, files: Files): Promise<FetchedModel> {
  const id = `someone/${name.toLowerCase().replaceAll(" ", "-")}`;
  const revision = createHash("sha1").update(name).digest("hex");
  const target = `${id.replace("/", "_")}-${revision.slice(0, 12)}`;
  const listed = [...files].map(([path, bytes]) => {
    const hex = createHash("sha256").update(bytes).digest("hex");
    return { path, bytes: bytes.byteLength, hash: { kind: "sha256", hex } } as const;
  });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, target, path)), { recursive: true });
    await writeFile(join(folder, target, path), bytes);
  }
  const facts = { licence: "Apache-2.0", published: "nothing was measured" };
  return {
    id,
    task: "sentiment-analysis",
    name,
    revision,
    folder: target,
    ...facts,
    files: listed,
  };
}
