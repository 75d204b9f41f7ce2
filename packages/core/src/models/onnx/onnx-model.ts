// One ONNX file behind transformers.js: padded batches in, one row of numbers per sequence out.
import type { InferenceError } from "../../contract/inference-error.ts";
import type { Progress } from "../../contract/run-event.ts";
import { decodeModelOutputs } from "./decode-model-outputs.ts";
import type { TextModel, ModelOutputs } from "./loaded-model.ts";
import { importCode } from "./import-code.ts";
import { missingFileError } from "./model-files.ts";
import { modelLayout } from "../model-layout.ts";
import type { ModelConfig } from "./parse-model-files.ts";
import { StartWatch } from "./start-watch.ts";
import { setUpRuntime, type WasmUrls } from "./set-up-runtime.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** What an OnnxModel is opened from. */
export interface ModelToOpen {
  readonly baseUrl: string;
  readonly folder: string;
  readonly wasmUrls: WasmUrls | undefined;
  readonly threads: number;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly report: (progress: Progress) => void;
}

type Transformers = typeof import("@xenova/transformers");
type Session = Awaited<ReturnType<Transformers["AutoModel"]["from_pretrained"]>>;

/** A model that runs on this machine's CPU. */
export class OnnxModel implements TextModel {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  readonly config: ModelConfig;
  readonly #session: Session;
  readonly #Tensor: Transformers["Tensor"];

  private constructor(
    { folder, config, tokenizer }: ModelToOpen,
    session: Session,
    { Tensor }: Transformers,
  ) {
    this.name = config.pilotlight.name ?? folder;
    this.tokenizer = tokenizer;
    this.maxTokens = config.max_position_embeddings;
    this.config = config;
    this.#session = session;
    this.#Tensor = Tensor;
  }

  /** @throws InferenceError `model-not-found` when the folder has no quantized ONNX file,
   * `backend-unavailable` when a file cannot be fetched */
  static async open(model: ModelToOpen): Promise<TextModel> {
    const { baseUrl, folder, wasmUrls, threads, config } = model;
    const transformers = await importCode(() => import("@xenova/transformers"));
    const { modelBytes } = config.pilotlight;
    const watch = new StartWatch(model.report);
    let unreachable: InferenceError | undefined;
    const onUnreachable = (error: InferenceError) => {
      unreachable = error;
    };
    const source = { ...model, report: watch.report, modelBytes, onUnreachable };
    await setUpRuntime(transformers.env, source);
    try {
      const session = await watch.over(
        transformers.AutoModel.from_pretrained(folder, {
          config: new transformers.PretrainedConfig(config),
          dtype: "q8",
          device: wasmUrls ? "wasm" : "cpu",
          // In Node more threads would fight over the cores that other workers use, and spin while they wait.
          session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
        }),
      );
      return new OnnxModel(model, session, transformers);
    } catch (error) {
      if (isMissingFile(error)) {
        throw unreachable ?? missingFileError(`${baseUrl}${folder}/${modelLayout.weights}`, error);
      }
      throw error;
    }
  }

  async run(sequences: readonly (readonly number[])[]): Promise<ModelOutputs> {
    const rows = sequences.length;
    const length = Math.max(0, ...sequences.map((sequence) => sequence.length));
    const ids = new BigInt64Array(rows * length).fill(BigInt(this.tokenizer.padId));
    const mask = new BigInt64Array(rows * length);
    const segments = new BigInt64Array(rows * length);
    sequences.forEach((sequence, row) => {
      let segment = 0n;
      sequence.forEach((id, column) => {
        const place = row * length + column;
        ids[place] = BigInt(id);
        mask[place] = 1n;
        segments[place] = segment;
        if (id === this.tokenizer.separatorId) segment = 1n;
      });
    });
    const tensor = (data: BigInt64Array) => new this.#Tensor("int64", data, [rows, length]);
    const outputs: unknown = await this.#session.forward({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(segments),
    });
    return decodeModelOutputs(outputs, sequences);
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && /not found locally|local file missing/i.test(error.message);
}
