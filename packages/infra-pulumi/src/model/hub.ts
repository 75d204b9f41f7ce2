// The model hub, as the copy uses it: one list of files, and the bytes of each from any place on.
import * as v from "valibot";

/** A file of a model at one revision. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** The checksum that the hub publishes for large files; undefined for small ones, which are in git. */
  readonly sha256: string | undefined;
  /** The hub's name for the content: it changes whenever a byte does. */
  readonly contentId: string;
}

/** A model at one revision. */
export interface HubModel {
  /** `org/name` */
  readonly id: string;
  /** 40 hexadecimal digits. */
  readonly revision: string;
}

/** Where a copy reads a model's files from. */
export interface WeightSource {
  /** The model's files. */
  readonly listFiles: (model: HubModel) => Promise<readonly HubFile[]>;
  /** The bytes of a file from `start` on. */
  readonly read: (
    model: HubModel,
    path: string,
    start: number,
  ) => Promise<AsyncIterable<Uint8Array>>;
}

/** How the hub is reached. */
export interface HubOptions {
  /** `HF_ENDPOINT`; by default the public hub. */
  readonly baseUrl?: string | undefined;
  /** `HF_TOKEN`, for models whose licence must be accepted. */
  readonly token?: string | undefined;
  readonly fetch: typeof fetch;
}

/** The hub refuses a model, or does not have it; the message says what to do. */
export class HubError extends Error {
  override readonly name = "HubError";
}

const publicHub = "https://huggingface.co";

const modelSchema = v.object({
  sha: v.string(),
  siblings: v.array(
    v.object({
      rfilename: v.string(),
      size: v.optional(v.number()),
      blobId: v.optional(v.string()),
      lfs: v.nullish(v.object({ sha256: v.string(), size: v.number() })),
    }),
  ),
});

/** A hub that speaks the paths of huggingface.co. */
export class Hub implements WeightSource {
  readonly #baseUrl: string;
  readonly #token: string | undefined;
  readonly #fetch: typeof fetch;

  constructor({ baseUrl, token, fetch }: HubOptions) {
    this.#baseUrl = (filled(baseUrl) ?? publicHub).replace(/\/+$/u, "");
    this.#token = filled(token);
    this.#fetch = fetch;
  }

  /**
   * The model's files.
   * @throws {HubError} when the hub refuses, has no such revision, or names another one
   */
  async listFiles({ id, revision }: HubModel): Promise<readonly HubFile[]> {
    const { revision: found, files } = await this.describe({ id, revision });
    if (found === revision) return files;
    throw new HubError(
      `${id} at ${revision} is ${found}. Pin the revision by its whole 40 digits.`,
    );
  }

  /**
   * The model's files at a branch, a tag or a revision, and the revision that it is.
   * @throws {HubError} when the hub refuses or cannot be reached
   */
  async describe({ id, revision: wanted }: HubModel): Promise<{
    readonly revision: string;
    readonly files: readonly HubFile[];
  }> {
    const name = encodeURIComponent(wanted);
    const response = await this.#reach(`api/models/${id}/revision/${name}?blobs=true`, id);
    const { sha, siblings } = v.parse(modelSchema, await response.json());
    const files = siblings.map(({ rfilename, size = 0, blobId = "", lfs }) => ({
      path: rfilename,
      bytes: lfs?.size ?? size,
      sha256: lfs?.sha256,
      contentId: lfs?.sha256 ?? blobId,
    }));
    return { revision: sha, files };
  }

  /**
   * The bytes of a file from `start` on.
   * @throws {HubError} when the hub refuses, or starts somewhere else
   */
  async read(
    { id, revision }: HubModel,
    path: string,
    start: number,
  ): Promise<ReadableStream<Uint8Array>> {
    const name = path.split("/").map(encodeURIComponent).join("/");
    const range: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {};
    const response = await this.#get(`${id}/resolve/${revision}/${name}`, id, range);
    if (start > 0 && response.status !== 206) {
      throw new HubError(`The hub does not continue ${path} at byte ${start}.`);
    }
    if (response.body === null) throw new HubError(`The hub sent nothing for ${path}.`);
    return response.body;
  }

  async #get(path: string, id: string, headers: Readonly<Record<string, string>> = {}) {
    // fetch drops the token by itself where the hub sends us on to another host.
    const authorization = this.#token && { authorization: `Bearer ${this.#token}` };
    const response = await this.#fetch(`${this.#baseUrl}/${path}`, {
      headers: { ...headers, ...authorization },
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new HubError(this.#explain(response.status, id));
  }

  /** The first call of all, whose failure is told; later ones are taken up again by who reads. */
  async #reach(path: string, id: string): Promise<Response> {
    try {
      return await this.#get(path, id);
    } catch (error) {
      // What fetch throws when there is no line.
      if (!(error instanceof TypeError)) throw error;
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      throw new HubError(
        `The hub at ${this.#baseUrl} cannot be reached: ${reason}. Look at the network and, where they are set, at HF_ENDPOINT and HTTPS_PROXY; then run the command again: what is copied stays.`,
        { cause: error },
      );
    }
  }

  #explain(status: number, id: string): string {
    const page = `${this.#baseUrl}/${id}`;
    if (status === 401 || status === 403) {
      return this.#token === undefined
        ? `The hub shows ${id} only to those who have accepted its licence: accept it on ${page}, make a token, and set HF_TOKEN.`
        : `The hub refuses this HF_TOKEN for ${id}. Accept the licence on ${page} with the token's account.`;
    }
    if (status === 404) return `The hub has no such model, revision or file: see ${page}.`;
    return `The hub answered ${status} for ${id}. Run the command again later; what is copied stays.`;
  }
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
