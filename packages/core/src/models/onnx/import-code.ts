import { InferenceError } from "../../contract/inference-error.ts";

/**
 * The module of an `import()` that a worker makes when it is needed.
 * @throws InferenceError `backend-unavailable` when its file could not be fetched; what else went wrong
 * is passed on
 */
export async function importCode<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    // What browsers throw for a script that could not be fetched; each has its own words.
    if (!(error instanceof TypeError)) throw error;
    throw new InferenceError(
      "backend-unavailable",
      "A part of the small model's program could not be fetched. Check the connection and try again, or choose another place.",
      { retryable: true, cause: error },
    );
  }
}
