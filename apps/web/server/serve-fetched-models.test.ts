import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen } from "./listen.ts";
import { fetchedModelsPath, serveFetchedModels } from "./serve-fetched-models.ts";

const revision = "0123456789ab".padEnd(40, "0");
const modelFolder = `model-${revision.slice(0, 12)}`;
const files = ["config.json", "onnx/model.onnx", "link.json"];
const index = {
  models: [
    {
      id: "somebody/model",
      task: "sentiment-analysis",
      name: "Model",
      revision,
      folder: modelFolder,
      licence: "apache-2.0",
      published: "good",
      files: files.map((path) => ({
        path,
        bytes: 2,
        hash: { kind: "sha256", hex: "0".repeat(64) },
      })),
    },
  ],
};

// More than a connection takes by itself.
const modelBytes = 64 * 1024 * 1024;
const sources: Readable[] = [];

let root = "";
let server: Server;
let url = "";

beforeEach(async () => {
  sources.length = 0;
  root = mkdtempSync(join(tmpdir(), "pilotlight-models-"));
  const folder = join(root, "models");
  mkdirSync(join(folder, modelFolder, "onnx"), { recursive: true });
  writeFileSync(join(root, "secret.json"), "secret");
  writeFileSync(join(folder, "index.json"), JSON.stringify(index));
  for (const name of [".env", "notes.txt", `${modelFolder}/.env`, `${modelFolder}/other.bin`]) {
    writeFileSync(join(folder, name), "secret");
  }
  for (const name of files.slice(0, 2)) writeFileSync(join(folder, modelFolder, name), "{}");
  symlinkSync(join(root, "secret.json"), join(folder, modelFolder, "link.json"));
  truncateSync(join(folder, modelFolder, "onnx/model.onnx"), modelBytes);
  const serve = serveFetchedModels(folder);
  server = createServer((request, response) => {
    response.once("pipe", (source: Readable) => {
      sources.push(source);
    });
    serve(request, response, (request.url ?? "").split("?")[0] ?? "");
  });
  const listening = await listen(server, { port: 0, host: "127.0.0.1" });
  url = listening.ok ? listening.url + fetchedModelsPath : "";
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(root, { recursive: true, force: true });
});

describe("a folder of fetched models", () => {
  it("closes a file whose reader leaves in the middle", async () => {
    const reading = new AbortController();
    const response = await fetch(`${url}${modelFolder}/onnx/model.onnx`, {
      signal: reading.signal,
    });
    expect(response.headers.get("content-length")).toBe(String(modelBytes));
    const [source] = sources;
    const closed = source && once(source, "close");
    reading.abort();
    await closed;
    expect(source?.destroyed).toBe(true);
  });

  it.each(["index.json", `${modelFolder}/config.json`, `${modelFolder}/onnx/model.onnx`])(
    "gives %s",
    async (name) => {
      expect((await fetch(url + name)).status).toBe(200);
    },
  );

  it("without a list has an empty one, which no browser logs as a fault", async () => {
    rmSync(join(root, "models", "index.json"));
    const response = await fetch(`${url}index.json`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ models: [] });
    expect((await fetch(`${url}${modelFolder}/config.json`)).status).toBe(404);
  });

  it.each([
    ".env",
    "notes.txt",
    `${modelFolder}/.env`,
    `${modelFolder}/other.bin`,
    `${modelFolder}/onnx/`,
    `${modelFolder}/link.json`,
    `${modelFolder}/%2e%2e/%2e%2e/secret.json`,
    "",
  ])("does not give %j", async (name) => {
    const response = await fetch(url + name);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("secret");
  });
});
