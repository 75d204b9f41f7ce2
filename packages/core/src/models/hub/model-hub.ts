// The Hugging Face hub, or whatever speaks its paths: which revision, which files, and their addresses.
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import { modelLayout } from "../model-layout.ts";
import { type HubFile, parseFiles, parseRevision } from "./parse-hub-reply.ts";

interface ModelHubOptions {
  /** Where the hub is; `https://huggingface.co` if left out. */
  readonly endpoint?: string;
  readonly fetch: typeof globalThis.fetch;
  /** For gated models. */
  readonly token?: string;
}

/** A model at one commit of its repository. */
export interface PinnedModel {
  readonly id: string;
  /** The commit, 40 hex digits. */
  readonly revision: string;
  /** As its card names it; undefined where it does not. */
  readonly licence: string | undefined;
  /** The files that the pipelines and its users need. */
  readonly files: readonly HubFile[];
}

/** What a small model is run from, and what tells of its rights. */
const wanted =
  /^(?:config\.json|tokenizer\.json|tokenizer_config\.json|onnx\/model_quantized\.onnx|README\.md|LICEN[CS]E[^/]*|NOTICE[^/]*)$/u;

/**
 * A hub of models.
 * @example
 * const hub = new ModelHub({ fetch: globalThis.fetch });
 * const model = await hub.pin("Xenova/distilbert-base-cased-distilled-squad", "main", signal);
 */
export class ModelHub {
  readonly #endpoint: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #headers: Record<string, string>;

  constructor({ endpoint = "https://huggingface.co", fetch, token }: ModelHubOptions) {
    this.#endpoint = endpoint.replace(/\/+$/u, "");
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#fetch = (...call) => fetch(...call);
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * The commit that a branch, tag or commit stands for, with the files that are wanted of it.
   * @throws InferenceError `model-not-found`, `network` when the hub is not there, `aborted`
   */
  async pin(id: string, revision: string, signal: AbortSignal): Promise<PinnedModel> {
    const { commit, licence } = parseRevision(
      await this.#json(`api/models/${id}/revision/${encodeURIComponent(revision)}`, id, signal),
    );
    const path = `api/models/${id}/tree/${commit}?recursive=true`;
    const files = parseFiles(await this.#json(path, id, signal)).filter(({ path }) =>
      wanted.test(path),
    );
    const missing = Object.values(modelLayout).find(
      (path) => !files.some((file) => file.path === path),
    );
    if (missing !== undefined) {
      throw new InferenceError(
        "model-not-found",
        `The model "${id}" has no ${missing} on the hub; Pilotlight runs quantized ONNX models of one graph in transformers.js's layout, none that write texts. Choose another model.`,
      );
    }
    return { id, revision: commit, licence, files };
  }

  /** What is fetched for one file of a model. */
  request({ id, revision }: Pick<PinnedModel, "id" | "revision">, path: string): Request {
    const url = `${this.#endpoint}/${id}/resolve/${revision}/${path}`;
    return new Request(url, { headers: this.#headers });
  }

  async #json(path: string, id: string, signal: AbortSignal): Promise<unknown> {
    const url = `${this.#endpoint}/${path}`;
    let response: Response;
    try {
      response = await this.#fetch(url, { headers: this.#headers, signal });
    } catch (error) {
      throwIfAborted(signal);
      throw this.#unreachable(error);
    }
    if (response.status === 404 || response.status === 401 || response.status === 403) {
      throw notThere(id, response.status);
    }
    if (!response.ok) throw this.#unreachable(new Error(`status ${response.status}`));
    try {
      const value: unknown = await response.json();
      return value;
    } catch (error) {
      throwIfAborted(signal);
      throw this.#unreachable(error);
    }
  }

  #unreachable(cause: unknown): InferenceError {
    return new InferenceError(
      "network",
      `The hub at ${new URL(this.#endpoint).host} cannot be reached. Check the connection, or set HF_ENDPOINT to a mirror.`,
      { retryable: true, cause },
    );
  }
}

// The hub answers 401 for what does not exist and for what is private or gated alike.
function notThere(id: string, status: number): InferenceError {
  const why =
    status === 404
      ? "does not exist"
      : "does not exist, or needs a token (set HF_TOKEN) and consent";
  return new InferenceError(
    "model-not-found",
    `The model or revision "${id}" ${why} on the hub. Check its name.`,
  );
}
