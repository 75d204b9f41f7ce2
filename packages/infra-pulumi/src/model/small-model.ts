// Small models of one's own, as the web image reads them: a folder for each, and a list of them beside. The
// list is what `npm run models:pull` writes; for a single model it is made here.
import { createHash } from "node:crypto";
import * as v from "valibot";
import { parseJson } from "./parse-json.ts";
import type { HubFile, HubModel, WeightSource } from "./hub.ts";

/** The name of the list. */
export const listName = "index.json";

const listSchema = v.object({
  models: v.pipe(
    v.array(
      v.object({
        task: v.string(),
        folder: v.string(),
        files: v.array(v.object({ path: v.string(), bytes: v.number() })),
      }),
    ),
    v.minLength(1),
  ),
});

// What the small models' runtime reads of a model.
const needed = ["config.json", "tokenizer.json", "onnx/model_quantized.onnx"];
const read: ReadonlySet<string> = new Set([...needed, "tokenizer_config.json"]);

/** The model has not the files that the small models' runtime reads. */
export class SmallModelError extends Error {
  override readonly name = "SmallModelError";
}

/**
 * What a list names that is not there whole, in words; undefined when all is there.
 * @param sizeOf the bytes of a path beside the list; undefined where there is nothing
 */
export function findMissingSmall(
  list: string | undefined,
  sizeOf: (path: string) => number | undefined,
): string | undefined {
  if (list === undefined) return `There is no ${listName}.`;
  const parsed = v.safeParse(listSchema, parseJson(list));
  if (!parsed.success) return `Its ${listName} is no list of small models.`;
  const paths = parsed.output.models.flatMap(({ folder, files }) =>
    files
      // What is for readers is not copied.
      .filter(({ path }) => read.has(path))
      .map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes })),
  );
  const missing = paths.find(({ path, bytes }) => sizeOf(path) !== bytes);
  return missing && `${missing.path} is missing or cut.`;
}

/** One model of somewhere else under a folder of its own, with a list that names it for a task. */
export class SmallModel implements WeightSource {
  readonly #source: WeightSource;
  readonly #model: HubModel;
  readonly #task: string;
  #listed: Promise<{ readonly files: readonly HubFile[]; readonly list: Buffer }> | undefined;

  constructor(source: WeightSource, model: HubModel, task: string) {
    this.#source = source;
    this.#model = model;
    this.#task = task;
  }

  /** @throws {SmallModelError} when a file is missing that the small models' runtime reads */
  async listFiles(): Promise<readonly HubFile[]> {
    const { files, list } = await this.#read();
    const sha256 = createHash("sha256").update(list).digest("hex");
    const own = files.map((file) => ({ ...file, path: `${this.#folder}/${file.path}` }));
    // The list comes last: with it all is there.
    return [...own, { path: listName, bytes: list.length, sha256, contentId: sha256 }];
  }

  async read(_model: HubModel, path: string, start: number): Promise<AsyncIterable<Uint8Array>> {
    if (path === listName) return oneChunk((await this.#read()).list.subarray(start));
    return this.#source.read(this.#model, path.slice(this.#folder.length + 1), start);
  }

  // The revision is part of the name, so that no cache mixes two.
  get #folder(): string {
    const { id, revision } = this.#model;
    return `${id.replaceAll("/", "_")}-${revision.slice(0, 12)}`;
  }

  #read() {
    this.#listed ??= this.#describe();
    return this.#listed;
  }

  async #describe() {
    const { id, revision } = this.#model;
    const found = await this.#source.listFiles(this.#model);
    const files = found.filter(({ path }) => read.has(path));
    const missing = needed.filter((path) => !files.some((file) => file.path === path));
    if (missing.length > 0) {
      throw new SmallModelError(
        `${id} has no ${missing.join(" and no ")}. A small model is in ONNX, quantised, as transformers.js reads it.`,
      );
    }
    const entry = {
      id,
      task: this.#task,
      name: id.split("/").at(-1) ?? id,
      revision,
      folder: this.#folder,
      licence: "not stated",
      published: "not measured here",
      files: files.map(({ path, bytes, sha256, contentId }) => ({
        path,
        bytes,
        // The hub names small files as git does.
        hash: sha256 ? { kind: "sha256", hex: sha256 } : { kind: "git-sha1", hex: contentId },
      })),
    };
    return { files, list: Buffer.from(`${JSON.stringify({ models: [entry] }, null, 2)}\n`) };
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
