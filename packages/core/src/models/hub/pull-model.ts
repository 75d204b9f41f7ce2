// A model of the hub → a folder of ours, whole and checked, or on its way to that.
import { createReadStream } from "node:fs";
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import { downloadFile, type DownloadSink } from "./download-file.ts";
import { hashBytes } from "./hash-bytes.ts";
import type { HubModel } from "./hub-models.ts";
import { modelLayout } from "../model-layout.ts";
import type { ModelHub } from "./model-hub.ts";
import type { HubFile } from "./parse-hub-reply.ts";
import { type FetchedModel, parseModelIndex } from "./parse-model-index.ts";

interface PullOptions {
  readonly hub: ModelHub;
  readonly model: ModelToPull;
  /** Where models are kept; it holds `index.json` and a folder for each model. */
  readonly folder: string;
  /** A branch, tag or commit; left out, the commit that was fetched before, else `main`. */
  readonly revision?: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (file: HubFile, bytes: number) => void;
  /** Called when all but the weights are here; what it throws ends the download. */
  readonly check?: (texts: ModelTexts) => Promise<void>;
}

/** A model to pull; where its licence is left out, its card's is taken. */
type ModelToPull = Pick<HubModel, "id" | "task" | "name" | "published"> & {
  readonly licence?: string;
};

/** What a model's small files say. */
export interface ModelTexts {
  readonly config: string;
  readonly tokenizer: string;
}

/**
 * Fetches a model and files it in the folder's list; what is there already is checked and kept.
 * @throws InferenceError `model-not-found`, `network`, `backend-failed`, `aborted`
 */
export async function pullModel(options: PullOptions): Promise<FetchedModel> {
  const { hub, model, folder, fetch, clock, signal, onProgress } = options;
  const known = (await readModelIndex(folder)).find(({ id }) => id === model.id);
  const pinned = await hub.pin(model.id, options.revision ?? known?.revision ?? "main", signal);
  // A name that transformers.js takes for a model: it has neither "--" nor "@".
  const target = `${model.id.replaceAll("/", "_")}-${pinned.revision.slice(0, 12)}`;
  for (const file of weightsLast(pinned.files)) {
    const path = join(folder, target, file.path);
    if (file.path === modelLayout.weights) await options.check?.(await texts(join(folder, target)));
    const onBytes = (bytes: number) => {
      onProgress(file, bytes);
    };
    if (await isWhole(path, file)) {
      onBytes(file.bytes);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    const sink = new FileSink(`${path}.part`);
    const request = hub.request(pinned, file.path);
    await downloadFile({ file, request, sink, fetch, clock, signal, onBytes });
    await rename(`${path}.part`, path);
  }
  const { id, task, name, published } = model;
  const licence = model.licence ?? pinned.licence ?? "no licence stated";
  const { revision, files } = pinned;
  const fetched = { id, task, name, revision, folder: target, licence, published, files };
  await file(folder, fetched);
  return fetched;
}

function weightsLast(files: readonly HubFile[]): readonly HubFile[] {
  const isWeights = ({ path }: HubFile) => path === modelLayout.weights;
  return [...files.filter((file) => !isWeights(file)), ...files.filter(isWeights)];
}

async function texts(folder: string): Promise<ModelTexts> {
  const read = (path: string) => readFile(join(folder, path), "utf8");
  const [config, tokenizer] = await Promise.all([
    read(modelLayout.config),
    read(modelLayout.tokenizer),
  ]);
  return { config, tokenizer };
}

/** The models that a folder lists; none when it has no list. */
export async function readModelIndex(folder: string): Promise<readonly FetchedModel[]> {
  const text = await readFile(indexOf(folder), "utf8").catch((error: unknown) => {
    if (isMissing(error)) return '{"models":[]}';
    throw error;
  });
  return parseModelIndex(text) ?? [];
}

async function file(folder: string, fetched: FetchedModel): Promise<void> {
  const others = (await readModelIndex(folder)).filter(({ id }) => id !== fetched.id);
  const models = [...others, fetched].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // Renamed when whole: a server that reads it meanwhile sees the old list or the new one.
  await writeFile(`${indexOf(folder)}.part`, `${JSON.stringify({ models }, null, 2)}\n`);
  await rename(`${indexOf(folder)}.part`, indexOf(folder));
}

async function isWhole(path: string, wanted: HubFile): Promise<boolean> {
  const facts = await stat(path).catch(() => null);
  if (facts?.size !== wanted.bytes) return false;
  return (await hashBytes(readWhole(path), wanted)) === wanted.hash.hex;
}

class FileSink implements DownloadSink {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async bytes(): Promise<number> {
    const facts = await stat(this.#path).catch(() => null);
    return facts?.size ?? 0;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await appendFile(this.#path, chunk);
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async content(): Promise<AsyncIterable<Uint8Array>> {
    return readWhole(this.#path);
  }
}

function readWhole(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path);
}

function indexOf(folder: string): string {
  return join(folder, "index.json");
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
