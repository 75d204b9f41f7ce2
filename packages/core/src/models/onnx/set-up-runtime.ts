// transformers.js and its runtime, set so that nothing comes from any origin but our own.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Progress } from "../../contract/run-event.ts";
import { countBytes } from "./download-progress.ts";
import { fetchText, missingFileError, unreachableFileError } from "./model-files.ts";
import { modelLayout } from "../model-layout.ts";

/** The runtime's files on our own origin. */
export interface WasmUrls {
  readonly mjs: string;
  readonly wasm: string;
}

interface RuntimeSource {
  readonly baseUrl: string;
  readonly wasmUrls: WasmUrls | undefined;
  readonly threads: number;
  /** The size of the model's ONNX file where its config tells; a compressed reply does not. */
  readonly modelBytes: number | undefined;
  readonly report: (progress: Progress) => void;
  /** Told why a file of the model could not be fetched, which transformers.js keeps to itself. */
  readonly onUnreachable: (error: InferenceError) => void;
}

// Shows progress where a compressed reply hides the size; close is good enough for a bar.
const usualWasmBytes: number = 14_300_000;

type Environment = (typeof import("@xenova/transformers"))["env"];

/**
 * Sets transformers.js up for a source; the settings are the thread's, so one thread has one source.
 * @throws InferenceError `backend-unavailable` or `model-not-found` when the runtime cannot be fetched
 */
export async function setUpRuntime(env: Environment, source: RuntimeSource): Promise<void> {
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = source.baseUrl;
  env.useBrowserCache = false;
  env.useFSCache = false;
  env.useWasmCache = false;
  const wasm = env.backends.onnx.wasm;
  if (!source.wasmUrls || !wasm) return;
  const bytes = new LoadingProgress(source, wasm.wasmBinary !== undefined);
  env.fetch = (url, init?: RequestInit) =>
    fetchCounted(url, init, bytes).catch((error: unknown) => {
      if (error instanceof InferenceError) source.onUnreachable(error);
      throw error;
    });
  wasm.numThreads = source.threads;
  wasm.wasmPaths = { ...source.wasmUrls };
  // Fetched here, because the runtime never starts again after a download of its own that failed.
  wasm.wasmBinary ??= await fetchRuntime(source.wasmUrls, bytes);
}

class LoadingProgress {
  readonly #report: RuntimeSource["report"];
  readonly #files: Map<string, { done: number; total: number }>;

  constructor({ wasmUrls, modelBytes, report }: RuntimeSource, hasRuntime: boolean) {
    this.#report = report;
    const expected = hasRuntime ? [] : [[wasmUrls?.wasm ?? "", usualWasmBytes] as const];
    if (modelBytes !== undefined) expected.push([modelLayout.weights, modelBytes]);
    this.#files = new Map(expected.map(([url, total]) => [fileName(url), { done: 0, total }]));
  }

  add(url: string, done: number, total: number | null): void {
    const name = fileName(url);
    const expected = Math.max(done, this.#files.get(name)?.total ?? 0);
    this.#files.set(name, { done, total: total ?? expected });
    const files = [...this.#files.values()];
    this.#report({
      stage: "loading",
      done: files.reduce((sum, file) => sum + file.done, 0),
      total: files.reduce((sum, file) => sum + file.total, 0),
      unit: "bytes",
    });
  }
}

function fileName(url: string): string {
  return url.split("/").at(-1) ?? url;
}

async function fetchCounted(
  url: string | URL,
  init: RequestInit | undefined,
  bytes: LoadingProgress,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw unreachableFileError(String(url), error);
  }
  if (response.status >= 500) throw unreachableFileError(String(url));
  return countBytes(response, (done, total) => {
    bytes.add(String(url), done, total);
  });
}

async function fetchRuntime({ mjs, wasm }: WasmUrls, bytes: LoadingProgress): Promise<ArrayBuffer> {
  // The script is imported by the runtime itself, from what this leaves in the browser's cache.
  const [binary] = await Promise.all([fetchBinary(wasm, bytes), fetchText(mjs)]);
  return binary;
}

async function fetchBinary(url: string, bytes: LoadingProgress): Promise<ArrayBuffer> {
  const response = await fetchCounted(url, undefined, bytes);
  if (response.status === 404) throw missingFileError(url);
  if (!response.ok) throw unreachableFileError(url);
  try {
    return await response.arrayBuffer();
  } catch (error) {
    throw unreachableFileError(url, error);
  }
}
