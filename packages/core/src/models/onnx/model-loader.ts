// Files of a small model → a TextModel that pipelines can run. The same code in a browser's module
// worker and in a Node worker thread; transformers.js is loaded with the first model, never before.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Progress } from "../../contract/run-event.ts";
import { modelLayout, tokenizerSettingsFile } from "../model-layout.ts";
import type { TextModel } from "./loaded-model.ts";
import { type ReadText, readModelText } from "./model-files.ts";
import { type ModelToOpen, OnnxModel } from "./onnx-model.ts";
import {
  type ModelConfig,
  parseModelConfig,
  parseTokenizer,
  parseTokenLimit,
} from "./parse-model-files.ts";
import { WordPieceTokenizer } from "../tokenizer/wordpiece-tokenizer.ts";

/** Where small models lie and which one serves which task. */
export interface ModelSource {
  /** A folder (Node: an absolute path) or URL (browser) that holds the model folders; ends with "/". */
  readonly baseUrl: string;
  /** Task id to model folder: a name under `baseUrl`, or a path or URL of its own. */
  readonly models: Readonly<Record<string, string>>;
  /** Names for answers, by what `models` gives, of models whose config.json has none. */
  readonly names?: Readonly<Record<string, string>>;
  /** The runtime's files on our own origin; the browser needs them, Node has none. */
  readonly wasmUrls?: { readonly mjs: string; readonly wasm: string };
  /** Threads of the browser's runtime, 1 if left out; in Node each worker thread runs on one core. */
  readonly threads?: number;
}

type OpenModel = (model: ModelToOpen) => Promise<TextModel>;

/** Replaces how the loader reaches the world; tests use it. */
export interface ModelLoaderOptions {
  /** Reads a text file. @throws InferenceError `model-not-found` or `backend-unavailable` */
  readonly readText?: ReadText;
  /** Makes a runnable model of a folder's ONNX file. */
  readonly openModel?: OpenModel;
}

/** Loads each small model once; callers at the same time share one load, and a failed load may be tried again. */
export class ModelLoader {
  readonly #source: ModelSource;
  readonly #readText: ReadText;
  readonly #openModel: OpenModel;
  readonly #loads = new Map<string, Load>();

  constructor(source: ModelSource, options: ModelLoaderOptions = {}) {
    this.#source = source;
    this.#readText = options.readText ?? readModelText;
    this.#openModel = options.openModel ?? ((model) => OnnxModel.open(model));
  }

  /**
   * The model for a task, ready to run. `onProgress` counts bytes where the platform tells them.
   * @throws InferenceError `model-not-found` naming the model and the next step; `backend-unavailable`
   */
  async load(taskId: string, onProgress?: (progress: Progress) => void): Promise<TextModel> {
    const folder = Object.hasOwn(this.#source.models, taskId)
      ? this.#source.models[taskId]
      : undefined;
    if (folder === undefined) throw noModelError(taskId);
    let load = this.#loads.get(folder);
    if (!load) {
      load = this.#start(folder);
      this.#loads.set(folder, load);
    }
    if (onProgress) load.listeners.add(onProgress);
    try {
      return await load.model;
    } finally {
      if (onProgress) load.listeners.delete(onProgress);
    }
  }

  #start(folder: string): Load {
    const listeners = new Set<(progress: Progress) => void>();
    const report = (progress: Progress) => {
      for (const listener of listeners) listener(progress);
    };
    const model = this.#read(folder, report).catch((error: unknown) => {
      this.#loads.delete(folder);
      throw error;
    });
    return { model, listeners };
  }

  async #read(folder: string, report: (progress: Progress) => void): Promise<TextModel> {
    const { baseUrl, wasmUrls, threads = 1 } = this.#source;
    const place = placeOf(folder, baseUrl);
    const location = `${place.baseUrl}${place.folder}`;
    const [configText, tokenizerText] = await Promise.all([
      this.#readText(`${location}/${modelLayout.config}`),
      this.#readText(`${location}/${modelLayout.tokenizer}`),
    ]);
    const config = this.#named(
      folder,
      await this.#limited(location, parseModelConfig(configText, folder)),
    );
    const tokenizer = new WordPieceTokenizer(parseTokenizer(tokenizerText, folder));
    return await this.#openModel({ ...place, wasmUrls, threads, config, tokenizer, report });
  }

  /** A model from elsewhere may have been made for fewer tokens than it has places. */
  async #limited(location: string, config: ModelConfig): Promise<ModelConfig> {
    if (Object.keys(config.pilotlight).length > 0) return config;
    const text = await this.#readText(`${location}/${tokenizerSettingsFile}`).catch(
      (error: unknown) => {
        if (error instanceof InferenceError && error.code === "model-not-found") return "{}";
        throw error;
      },
    );
    const limit = parseTokenLimit(text) ?? Infinity;
    const places = config.max_position_embeddings;
    return { ...config, max_position_embeddings: Math.min(places, Math.floor(limit)) };
  }

  #named(folder: string, config: ModelConfig): ModelConfig {
    const { names = {} } = this.#source;
    const name =
      config.pilotlight.name ?? (Object.hasOwn(names, folder) ? names[folder] : undefined);
    return name === undefined ? config : { ...config, pilotlight: { ...config.pilotlight, name } };
  }
}

/** Splits a place of its own into its parent and its name; a name lies under the source's base. */
function placeOf(folder: string, baseUrl: string): { baseUrl: string; folder: string } {
  const parent = /^(?:\/|[a-z]+:\/\/|[a-z]:\\).*[/\\]/iu.exec(folder)?.[0];
  if (parent === undefined) return { baseUrl, folder };
  return { baseUrl: parent, folder: folder.slice(parent.length) };
}

interface Load {
  readonly model: Promise<TextModel>;
  readonly listeners: Set<(progress: Progress) => void>;
}

function noModelError(taskId: string): InferenceError {
  return new InferenceError(
    "model-not-found",
    `No small model is set for ${taskId}. Add one to the model source, or use another backend.`,
  );
}
