// Reads a model's text files: fetch for URLs, the file system for paths. No `node:` import, so that the
// browser's bundle holds none.
import { InferenceError } from "../../contract/inference-error.ts";

/** Reads a text file at a path or URL. */
export type ReadText = (location: string) => Promise<string>;

/**
 * The text of a model's file.
 * @throws InferenceError `model-not-found` when it is not there, `backend-unavailable` when it cannot be
 * fetched now
 */
export async function readModelText(location: string): Promise<string> {
  const fileSystem = isPath(location) ? nodeFileSystem() : undefined;
  if (!fileSystem) return await fetchText(location);
  try {
    return await fileSystem.readFile(location, "utf8");
  } catch (error) {
    throw missingFileError(location, error);
  }
}

/** The error for a file of a model that is not where it should be. */
export function missingFileError(location: string, cause?: unknown): InferenceError {
  const parts = location.split("/");
  const model = parts.at(parts.at(-2) === "onnx" ? -3 : -2) ?? location;
  return new InferenceError(
    "model-not-found",
    `The model "${model}" has no ${parts.at(-1) ?? "file"} where its files should be. Put the model's folder there, or set another model.`,
    { retryable: true, cause },
  );
}

/** The error for a file that could not be fetched just now. */
export function unreachableFileError(location: string, cause?: unknown): InferenceError {
  const name = location.split("/").at(-1) ?? location;
  return new InferenceError(
    "backend-unavailable",
    `The file ${name} of the small model could not be fetched. Check the connection and try again, or choose another place.`,
    { retryable: true, cause },
  );
}

/**
 * The text at a URL.
 * @throws InferenceError `model-not-found` or `backend-unavailable`
 */
export async function fetchText(location: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(location);
  } catch (error) {
    throw unreachableFileError(location, error);
  }
  if (response.status === 404) throw missingFileError(location);
  if (!response.ok) throw unreachableFileError(location);
  return await response.text();
}

function isPath(location: string): boolean {
  return !/^(https?|blob):/.test(location);
}

function nodeFileSystem(): typeof import("node:fs/promises") | undefined {
  const host: { readonly process?: Partial<NodeJS.Process> } = globalThis;
  return host.process?.getBuiltinModule?.("node:fs/promises");
}
