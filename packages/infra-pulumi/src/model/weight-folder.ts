// Weights in a folder of this machine, read as the hub's are, so that one copy serves both.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { HubFile, HubModel, WeightSource } from "./hub.ts";
import { selectFiles } from "./select-files.ts";

/** A folder with the files of one model. */
export class WeightFolder implements WeightSource {
  readonly #path: string;
  readonly #sizes: readonly FileSize[];

  private constructor(path: string, sizes: readonly FileSize[]) {
    this.#path = path;
    this.#sizes = sizes;
  }

  /** Looks at what is there; links, of which the hub's own cache is made, are followed. */
  static async open(path: string): Promise<WeightFolder> {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const sizes: FileSize[] = [];
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const facts = await stat(file);
      if (!facts.isFile()) continue;
      sizes.push({ path: relative(path, file).split(sep).join("/"), bytes: facts.size });
    }
    return new WeightFolder(
      path,
      sizes.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    );
  }

  /** The files of a model, without what is only for its readers. */
  get files(): readonly FileSize[] {
    return selectFiles(this.#sizes);
  }

  /** A small text file; undefined when it is not there. */
  async readText(path: string): Promise<string | undefined> {
    const isThere = this.#sizes.some((file) => file.path === path);
    return isThere ? readFile(join(this.#path, path), "utf8") : undefined;
  }

  /**
   * The model that the folder holds: its revision changes whenever a byte does.
   * @param name its name; the folder's own by default
   */
  async identify(name = basename(this.#path)): Promise<HubModel> {
    const content = createHash("sha256");
    for (const { path, sha256 = "" } of await this.listFiles())
      content.update(`${sha256} ${path}\n`);
    return { id: name.replaceAll(/[^\w.-]+/gu, "-"), revision: content.digest("hex").slice(0, 40) };
  }

  #listed: Promise<readonly HubFile[]> | undefined;

  /** The same files with their checksums, for which each is read once. */
  listFiles(): Promise<readonly HubFile[]> {
    this.#listed ??= this.#checksums();
    return this.#listed;
  }

  async #checksums(): Promise<readonly HubFile[]> {
    const listed: HubFile[] = [];
    for (const { path, bytes } of this.files) {
      const content = createHash("sha256");
      await pipeline(createReadStream(join(this.#path, path)), content);
      const sha256 = content.digest("hex");
      listed.push({ path, bytes, sha256, contentId: sha256 });
    }
    return listed;
  }

  /** The bytes of a file from `start` on. */
  read(_model: HubModel, path: string, start: number): Promise<AsyncIterable<Uint8Array>> {
    return Promise.resolve(createReadStream(join(this.#path, path), { start }));
  }
}

interface FileSize {
  readonly path: string;
  readonly bytes: number;
}
